// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.home;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.client.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerTest {
    private static final ProcessHandle SELF = ProcessHandle.current();
    private static final Instant BEGAN = SELF.info().startInstant().orElseThrow();

    @TempDir
    Path folder;

    private Home home;

    @BeforeEach
    void home() throws IOException {
        home = Home.at(folder);
        Files.createDirectory(folder.resolve("run"));
    }

    @Test
    void a_container_that_says_so_carries_the_node() throws IOException {
        say(said(SELF.pid(), BEGAN.toString(), "127.0.0.1:7170"));

        NodeProcess found = NodeProcess.of(home).orElseThrow();

        assertThat(found.pid()).isEqualTo(SELF.pid());
        assertThat(found.console()).contains("127.0.0.1:7170");
        assertThat(found.isContainer()).isTrue();
    }

    @Test
    void another_process_that_got_the_same_id_later_does_not() throws IOException {
        say(said(SELF.pid(), BEGAN.minus(Duration.ofMinutes(5)).toString(), "127.0.0.1:7170"));

        assertThat(NodeProcess.of(home)).isEmpty();
    }

    @Test
    void nobody_says_so_in_an_empty_home() {
        assertThat(NodeProcess.of(home)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:99999999", "127.0.0.1:65536", "a b:7170"})
    void an_address_that_is_none_is_not_called(String console) throws IOException {
        say(said(SELF.pid(), BEGAN.toString(), console));

        assertThat(NodeProcess.of(home)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"pid\":1,\"started\":\"yesterday\"}", "{\"pid\":\"x\"}"})
    void a_damaged_file_says_nothing(String text) throws IOException {
        say(text);

        assertThat(NodeProcess.of(home)).isEmpty();
    }

    @Test
    void a_file_without_end_is_not_read() throws IOException {
        say(said(SELF.pid(), BEGAN.toString(), "127.0.0.1:7170") + " ".repeat(5_000));

        assertThat(NodeProcess.of(home)).isEmpty();
    }

    private static String said(long pid, String started, String console) {
        return JsonObject.empty()
                .with("pid", pid)
                .with("started", started)
                .with("console", console)
                .toString();
    }

    private void say(String text) throws IOException {
        Files.writeString(home.containerFile(), text);
    }
}
