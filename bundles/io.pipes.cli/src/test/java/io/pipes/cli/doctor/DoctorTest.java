// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.cli.home.Home;
import io.pipes.cli.home.RunInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @TempDir
    Path folder;

    @Test
    void a_home_that_is_a_file_is_called_one() throws IOException {
        Home home = Home.at(Files.createFile(folder.resolve("home")));

        assertThat(found(home, "home"))
                .isEqualTo(new Check("home", false, home + " is a file, not a folder. Choose another --home."));
    }

    @Test
    void the_ports_of_the_last_start_are_looked_at() throws IOException {
        Home home = Home.at(folder);
        Files.createDirectory(folder.resolve("run"));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = taken.getLocalPort();
            new RunInfo(1, "127.0.0.1:" + port, "tcp://[::1]:1", "off", "auto", "").write(home);

            assertThat(found(home, "ports").message()).startsWith(port + " ").contains("taken");
        }
    }

    private static Check found(Home home, String check) {
        return Doctor.examine(home).stream()
                .filter(one -> one.check().equals(check))
                .findFirst()
                .orElseThrow();
    }
}
