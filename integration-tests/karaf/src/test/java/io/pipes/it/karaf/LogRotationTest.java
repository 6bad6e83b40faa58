// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The log of a real node that is much too talkative, with the shipped settings but for the size of a file. */
@Timeout(240)
class LogRotationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int FILE_BYTES = 100_000;
    private static final int KEPT = 5;
    private static final int CRASHES_KEPT = 3;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void the_log_is_rotated_bounded_and_can_be_followed_all_the_way() throws Exception {
        try (NodeProcess node = NodeProcess.warm("log-rotation", Java.current())) {
            Files.createDirectories(node.home().resolve("etc"));
            Files.writeString(node.home().resolve("etc/org.ops4j.pax.logging.cfg"), talkative());
            node.startWithoutWaiting();
            node.await("there is a log", () -> !log(node).isEmpty());
            PipesProgram.Running following =
                    new PipesProgram(node.home()).start(null, "logs", "--follow", "--lines", "1");
            node.awaitReady();
            node.await("it was rotated more often than files are kept", () -> {
                node.status("/health");
                return lines(following.out()) > 2 * KEPT * FILE_BYTES / 100
                        && oldest(node).toFile().exists();
            });
            node.stop();
            List<String> kept = keptLines(node);
            awaitLastLine(following, kept.get(kept.size() - 1));
            following.process().destroy();

            assertThat(files(node)).hasSizeLessThanOrEqualTo(1 + KEPT);
            for (Path file : files(node)) {
                assertThat(file.toFile().length()).as(file.toString()).isLessThan(2L * FILE_BYTES);
            }
            List<String> followed = Files.readAllLines(following.out());
            assertThat(followed.subList(followed.size() - kept.size(), followed.size()))
                    .isEqualTo(kept);
            assertThat(node.home().resolve("log/launch.log")).isEmptyFile();
        }
    }

    @Test
    void what_is_written_beside_the_log_is_few_and_short() throws Exception {
        NodeProcess node = NodeProcess.prepare("beside-the-log", Java.current());
        Path log = Files.createDirectories(node.home().resolve("log"));
        for (int crash = 0; crash < 2 * CRASHES_KEPT; crash++) {
            Files.writeString(log.resolve("hs_err_" + crash + ".log"), "crash");
        }
        Files.writeString(log.resolve("launch.log"), "why the last start failed");

        // Ends at once, but after it has tidied up.
        node.with("PIPES_JAVA_OPTS", "-version");
        NodeProcess.exit(node.launch());

        try (Stream<Path> files = Files.list(log)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("hs_err")))
                    .hasSize(CRASHES_KEPT);
        }
        assertThat(log.resolve("launch.log.1")).hasContent("why the last start failed");
        assertThat(log.resolve("launch.log")).content().contains("version");
    }

    @Test
    void a_log_of_objects_has_one_on_each_line_and_is_printed_as_the_plain_one() throws Exception {
        try (NodeProcess node = NodeProcess.warm("log-of-objects", Java.current())) {
            Files.createDirectories(node.home().resolve("etc"));
            Files.writeString(node.home().resolve("etc/org.ops4j.pax.logging.cfg"), inObjects());
            node.startWithoutWaiting();
            node.awaitReady();
            node.stop();

            assertThat(keptLines(node)).isNotEmpty().allSatisfy(line -> {
                JsonNode event = JSON.readTree(line);
                assertThat(event.required("level").asText()).isNotEmpty();
                assertThat(event.required("message").asText()).isNotEmpty();
            });
            assertThat(new PipesProgram(node.home()).run("logs", "--lines", "1").out())
                    .matches("(?s)[0-9-]+T[0-9:.]+(Z|[+-][0-9:]+) [A-Z]+ .*");
        }
    }

    /** The shipped file with the pattern that it has beside the usual one. */
    private static String inObjects() throws IOException {
        String shipped = Files.readString(Distribution.root().resolve("etc/home/org.ops4j.pax.logging.cfg"));
        String inObjects = shipped.replaceFirst(
                "(?m)^log4j2.appender.file.layout.pattern = .*\n#(log4j2.appender.file.layout.pattern = )", "$1");
        assertThat(inObjects).isNotEqualTo(shipped);
        // A node without a network has nothing to say.
        return inObjects.replace("rootLogger.level = INFO", "rootLogger.level = DEBUG");
    }

    private static void awaitLastLine(PipesProgram.Running following, String line) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!last(following.out()).equals(line)) {
            assertThat(System.nanoTime())
                    .as("followed up to '%s', not to '%s'", last(following.out()), line)
                    .isLessThan(deadline);
            LockSupport.parkNanos(50_000_000);
        }
    }

    /** The shipped file, with small files and much to say. */
    private static String talkative() throws IOException {
        String shipped = Files.readString(Distribution.root().resolve("etc/home/org.ops4j.pax.logging.cfg"));
        String small = shipped.replace("policies.size.size = 10MB", "policies.size.size = " + FILE_BYTES);
        assertThat(small).isNotEqualTo(shipped);
        return small.replace("rootLogger.level = INFO", "rootLogger.level = DEBUG")
                .replace("jetty.level = WARN", "jetty.level = DEBUG");
    }

    private static List<String> keptLines(NodeProcess node) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int age = KEPT; age >= 0; age--) {
            Path file = age == 0 ? log(node.home()) : log(node.home()).resolveSibling("node.log." + age);
            lines.addAll(Files.exists(file) ? Files.readAllLines(file) : List.of());
        }
        return lines;
    }

    private static List<Path> files(NodeProcess node) throws IOException {
        try (Stream<Path> files = Files.list(node.home().resolve("log"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("node.log"))
                    .toList();
        }
    }

    private static Path log(Path home) {
        return home.resolve("log/node.log");
    }

    private static Path oldest(NodeProcess node) {
        return node.home().resolve("log/node.log." + KEPT);
    }

    private static String log(NodeProcess node) {
        return text(log(node.home()));
    }

    private static long lines(Path file) {
        return text(file).lines().count();
    }

    private static String last(Path file) {
        return text(file).lines().reduce("", (before, next) -> next);
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
        } catch (IOException justRotated) {
            return "";
        }
    }
}
