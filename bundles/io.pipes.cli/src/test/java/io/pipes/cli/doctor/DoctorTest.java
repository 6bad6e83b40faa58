// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.cli.doctor.Check.Verdict;
import io.pipes.cli.home.RunInfo;
import io.pipes.client.home.Home;
import io.pipes.client.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @TempDir
    Path folder;

    @Test
    void a_home_that_is_a_file_is_called_one() throws IOException {
        Home home = Home.at(Files.createFile(folder.resolve("home")));

        assertThat(found(home, "home"))
                .isEqualTo(Check.bad("home", home + " is a file, not a folder. Choose another --home."));
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

    @Test
    void keys_and_tokens_that_others_can_read_are_named() throws IOException {
        Home home = usedHome();
        assertThat(found(home, "keys").verdict()).isEqualTo(Verdict.GOOD);
        assertThat(found(home, "tokens").verdict()).isEqualTo(Verdict.GOOD);

        permit(home.keyFile(), "rw-r-----");
        permit(home.tokenFile(), "rw----r--");

        assertThat(found(home, "keys").verdict()).isEqualTo(Verdict.BAD);
        assertThat(found(home, "keys").message()).contains(home.keyFile().toString(), "chmod -R go=");
        assertThat(found(home, "tokens").verdict()).isEqualTo(Verdict.BAD);
        assertThat(found(home, "tokens").message()).contains(home.tokenFile().toString(), "chmod 600");
    }

    @Test
    void what_unlocks_the_keys_is_said_and_lost_keys_are_noticed() throws IOException {
        Home home = usedHome();
        assertThat(found(home, "lock").message()).contains("key file", "--passphrase-file");

        Files.delete(home.keyFile());
        assertThat(found(home, "lock").message()).startsWith("A passphrase");

        Files.delete(folder.resolve("keys/keystore"));
        assertThat(found(home, "lock").verdict()).isEqualTo(Verdict.BAD);
        assertThat(found(home, "lock").message()).contains("Restore");
    }

    @Test
    void a_disk_that_refuses_to_be_written_is_noticed() throws IOException {
        Home home = usedHome();
        assertThat(found(home, "writing").verdict()).isEqualTo(Verdict.GOOD);
        assertThat(folder.resolve("doctor.probe")).doesNotExist();

        Files.createSymbolicLink(folder.resolve("doctor.probe"), Path.of("/dev/full"));

        assertThat(found(home, "writing").verdict()).isEqualTo(Verdict.BAD);
        assertThat(found(home, "writing").verdict())
                .as("the probe was taken away")
                .isEqualTo(Verdict.GOOD);
    }

    @Test
    void a_clock_that_went_back_behind_what_the_node_has_written_is_wrong() throws IOException {
        Home home = usedHome();
        assertThat(found(home, "clock").verdict()).isEqualTo(Verdict.GOOD);

        Files.setLastModifiedTime(home.keyFile(), FileTime.from(Instant.now().plus(Duration.ofDays(1))));

        assertThat(found(home, "clock").verdict()).isEqualTo(Verdict.BAD);
        assertThat(found(home, "clock").message()).contains(home.keyFile().toString());
    }

    @Test
    void crash_reports_and_logs_that_grow_are_worth_knowing() throws IOException {
        Home home = usedHome();
        assertThat(found(home, "crashes").verdict()).isEqualTo(Verdict.GOOD);
        assertThat(found(home, "logs").verdict()).isEqualTo(Verdict.GOOD);

        Path report = Files.createFile(folder.resolve("log/hs_err_7.log"));
        try (RandomAccessFile grown = new RandomAccessFile(home.nodeLog().toFile(), "rw")) {
            grown.setLength(200L << 20);
        }

        assertThat(found(home, "crashes").verdict()).isEqualTo(Verdict.WARNING);
        assertThat(found(home, "crashes").message()).contains(report.toString());
        assertThat(found(home, "logs").verdict()).isEqualTo(Verdict.WARNING);
    }

    @Test
    void two_processes_on_one_home_are_named() throws IOException {
        Home home = usedHome();
        Process one = pretender(home);
        Process other = pretender(home);
        try {
            assertThat(found(home, "processes").verdict()).isEqualTo(Verdict.BAD);
            assertThat(found(home, "processes").message())
                    .contains(Long.toString(one.pid()), Long.toString(other.pid()));
        } finally {
            one.destroy();
            other.destroy();
        }
    }

    @Test
    void a_node_of_another_version_is_worth_knowing() {
        JsonObject status = JsonObject.empty().with("version", "0.0.1");

        assertThat(NodeChecks.version(status, "0.0.1").verdict()).isEqualTo(Verdict.GOOD);
        assertThat(NodeChecks.version(status, "0.0.2").verdict()).isEqualTo(Verdict.WARNING);
        assertThat(NodeChecks.version(status, "0.0.2").message()).contains("0.0.1", "0.0.2", "Restart");
    }

    @Test
    void what_the_node_did_of_itself_is_told_and_is_good() {
        JsonObject status = JsonObject.empty().with("news", List.of("A store was brought up to date."));

        assertThat(NodeChecks.news(status)).containsExactly(Check.good("news", "A store was brought up to date."));
        assertThat(NodeChecks.news(JsonObject.empty())).isEmpty();
    }

    @Test
    void a_disk_that_takes_few_more_files_is_bad_and_one_without_a_limit_is_not() {
        assertThat(DiskChecks.files(Optional.of("123456 200000")).verdict()).isEqualTo(Verdict.GOOD);
        assertThat(DiskChecks.files(Optional.of("12 200000")).verdict()).isEqualTo(Verdict.BAD);
        assertThat(DiskChecks.files(Optional.of("12 200000")).message()).contains("12 more files");
        for (String unknown : List.of("0 0", "", "nonsense")) {
            assertThat(DiskChecks.files(Optional.of(unknown)).verdict()).isEqualTo(Verdict.GOOD);
        }
        assertThat(found(Home.at(folder), "files").message()).contains("files");
    }

    @Test
    void a_disk_that_keeps_people_waiting_is_worth_knowing() {
        assertThat(DiskChecks.speed(Duration.ofMillis(2)).verdict()).isEqualTo(Verdict.GOOD);
        assertThat(DiskChecks.speed(Duration.ofMillis(250)).verdict()).isEqualTo(Verdict.WARNING);
        assertThat(DiskChecks.speed(Duration.ofMillis(250)).message()).contains("250.0 ms");
    }

    @Test
    void a_clock_that_nothing_keeps_right_is_worth_knowing() {
        Instant now = Instant.parse("2026-02-03T04:05:06Z");

        assertThat(ClockCheck.kept(now, Optional.of("yes")).verdict()).isEqualTo(Verdict.GOOD);
        assertThat(ClockCheck.kept(now, Optional.of("no")).verdict()).isEqualTo(Verdict.WARNING);
        assertThat(ClockCheck.kept(now, Optional.of("no")).message()).contains("set-ntp");
        assertThat(ClockCheck.kept(now, Optional.empty()).message()).contains("does not tell");
    }

    @Test
    void whether_the_listener_is_reached_is_known_only_from_those_who_did() {
        JsonObject called = JsonObject.empty().with("state", "connected").with("address", "tcp://192.0.2.1:7171");
        JsonObject caller = JsonObject.empty().with("state", "connected");
        JsonObject away = JsonObject.empty().with("state", "joined");

        assertThat(ReachCheck.look(List.of(called, caller, away), true).message())
                .startsWith("1 of 2 peers have called");
        assertThat(ReachCheck.look(List.of(called, away), true).message())
                .startsWith("It cannot tell")
                .contains("all 1 links", "private addresses");
        assertThat(ReachCheck.look(List.of(away), false).message())
                .startsWith("It cannot tell")
                .contains("no link")
                .doesNotContain("private");
    }

    @Test
    void a_node_that_runs_from_another_folder_is_worth_knowing() {
        List<String> arguments = List.of("java", "-Dkaraf.home=/opt/pipes-1");

        assertThat(NodeChecks.distribution(arguments, "/opt/pipes-1")).isEmpty();
        assertThat(NodeChecks.distribution(arguments, "")).isEmpty();
        assertThat(NodeChecks.distribution(arguments, "/opt/pipes-2"))
                .singleElement()
                .satisfies(check -> assertThat(check.message()).contains("/opt/pipes-1", "/opt/pipes-2"));
    }

    /** Waits for input that never comes, with the command line of a node. */
    private static Process pretender(Home home) throws IOException {
        Process process =
                new ProcessBuilder("sh", "-c", "echo up; read line", "sh", "-Dpipes.home=" + home.path()).start();
        process.getInputStream().read();
        return process;
    }

    private Home usedHome() throws IOException {
        permit(folder, "rwx------");
        for (String area : List.of("keys", "db", "log", "run", "etc")) {
            permit(Files.createDirectories(folder.resolve(area)), "rwx------");
        }
        for (String file : List.of("keys/keystore", "keys/unlock", "db/sealed.txt", "api-token")) {
            permit(Files.createFile(folder.resolve(file)), "rw-------");
        }
        return Home.at(folder);
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static Check found(Home home, String check) {
        return Doctor.examine(home).stream()
                .filter(one -> one.check().equals(check))
                .findFirst()
                .orElseThrow();
    }
}
