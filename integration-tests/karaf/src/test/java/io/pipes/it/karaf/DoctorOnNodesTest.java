// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** {@code pipes doctor} beside real nodes: what is well with a whole one, and what is made wrong on purpose with a plain one and mended again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
class DoctorOnNodesTest {
    private NodeProcess node;
    private PipesProgram program;

    @BeforeAll
    void start() throws Exception {
        node = NodeProcess.plain("doctor", Java.current());
        // More than any machine has, so that there is something to find; it is only reserved, never used.
        node.with("PIPES_JAVA_OPTS", "-Xmx" + twiceTheMemory() + "m");
        node.start();
        program = new PipesProgram(node.home());
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    @Test
    void a_node_with_room_enough_has_nothing_wrong() throws Exception {
        try (NodeProcess healthy = NodeProcess.warm("doctor-healthy", Java.current())) {
            healthy.start();
            PipesProgram.Result found = new PipesProgram(healthy.home()).run("doctor", "--json");

            assertThat(found.code()).as(found.toString()).isZero();
            assertThat(found.rows())
                    .extracting(row -> row.get("verdict").asText())
                    .as(found.out())
                    .containsOnly("good");
            assertThat(found.rows())
                    .extracting(row -> row.get("check").asText())
                    .contains("home", "disk", "writing", "keys", "tokens", "lock", "logs", "crashes", "clock")
                    .contains("processes", "open files", "memory", "sockets")
                    .contains("java", "node", "bundles", "version", "listener", "console");
        }
    }

    @Test
    void a_heap_that_the_machine_does_not_have_is_told() throws Exception {
        assertBad("memory", "lower -Xmx");
    }

    @Test
    void a_limit_of_open_files_that_is_too_low_is_told() throws Exception {
        limitOpenFiles("400:4096");
        try {
            assertBad("open files", "LimitNOFILE");
        } finally {
            limitOpenFiles("4096:4096");
        }
    }

    @Test
    void keys_that_others_can_read_are_told() throws Exception {
        Path key = node.home().resolve("keys/unlock");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        try {
            assertBad("keys", "chmod -R go=");
        } finally {
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void a_node_that_hangs_is_told() throws Exception {
        signal("STOP");
        try {
            assertBad("node", "");
        } finally {
            signal("CONT");
        }
    }

    @Test
    void a_home_without_a_node_is_told() throws Exception {
        PipesProgram.Result found =
                new PipesProgram(node.home().resolveSibling("doctor-nobody")).run("doctor", "--json");

        assertThat(found.code()).isEqualTo(1);
        assertThat(row(found.rows(), "node").get("message").asText()).contains("No node runs", "start");
    }

    private void assertBad(String check, String words) throws Exception {
        PipesProgram.Result found = program.run("doctor", "--json");
        assertThat(found.code()).as(found.toString()).isEqualTo(1);
        JsonNode row = row(found.rows(), check);
        assertThat(row.get("ok").asBoolean()).as(found.out()).isFalse();
        assertThat(row.get("message").asText()).contains(words);
    }

    private static JsonNode row(List<JsonNode> rows, String check) {
        return rows.stream()
                .filter(row -> row.get("check").asText().equals(check))
                .findFirst()
                .orElseThrow();
    }

    private static long twiceTheMemory() throws Exception {
        String total = Files.readAllLines(Path.of("/proc/meminfo")).get(0);
        return Long.parseLong(total.replaceAll("\\D", "")) / 512;
    }

    private void limitOpenFiles(String softAndHard) throws Exception {
        run("prlimit", "--pid", Long.toString(node.handle().pid()), "--nofile=" + softAndHard);
    }

    private void signal(String name) throws Exception {
        run("kill", "-" + name, Long.toString(node.handle().pid()));
    }

    private static void run(String... command) throws Exception {
        assertThat(NodeProcess.exit(new ProcessBuilder(command).inheritIO().start()))
                .as(String.join(" ", command))
                .isZero();
    }
}
