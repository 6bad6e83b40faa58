// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.testkit.scale.Scale;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A node is killed with SIGKILL again and again, while it writes into a persistent pipeline, while it reads from it with a cursor, and while
 * it recovers from the time before.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class KilledWriterTest {
    /** In one home: each start looks at all there is, so very many would only make each other slow. */
    private static final int KILLS = 25;

    private final Path home = Workspace.nodes().resolve("killed");
    private long stored = -1;
    private long read = -1;
    private long committed = -1;
    private int finds;

    static LongStream seeds() {
        return Scale.seeds(1, 80);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void what_was_acknowledged_and_what_was_committed_survives_every_kill(long seed) throws Exception {
        Random chance = new Random(seed);
        Folders.delete(home);
        for (int kill = 0; kill < KILLS; kill++) {
            boolean whileLoading = kill % 3 == 2;
            live(whileLoading ? chance.nextInt(2) : 100 + chance.nextInt(1_500), whileLoading);
        }
        live(1, false);

        System.out.println("killed " + KILLS + " times with seed " + seed + ": " + (stored + 1)
                + " numbers were acknowledged, " + (committed + 1) + " committed; found again " + finds + " times");
        assertThat(stored).isGreaterThan(100);
        assertThat(committed).isGreaterThan(10);
    }

    /** @param lines after how many the process is killed, counted from when it is open, or from its first one while it loads */
    private void live(int lines, boolean whileLoading) throws IOException, InterruptedException {
        Process process = start();
        List<Long> found = new ArrayList<>();
        long storedBefore = stored;
        long committedBefore = committed;
        boolean first = true;
        boolean open = whileLoading;
        int left = lines;
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (!line.startsWith(Killable.MARK)) {
                    continue;
                }
                String[] words = line.substring(Killable.MARK.length()).split(" ", 2);
                switch (words[0]) {
                    case "loading" -> {}
                    case "has" -> found.add(Long.parseLong(words[1]));
                    case "open" -> {
                        has_everything_once(found, storedBefore);
                        open = true;
                    }
                    case "stored" -> stored = Math.max(stored, Long.parseLong(words[1]));
                    case "read" -> {
                        long number = Long.parseLong(words[1]);
                        assertThat(number)
                                .as("nothing is read again that was committed, and nothing left out")
                                .isGreaterThan(committedBefore)
                                .isLessThanOrEqualTo(first ? read + 1 : Long.MAX_VALUE);
                        assertThat(first || number == read + 1)
                                .as("in order: %s", number)
                                .isTrue();
                        read = number;
                        first = false;
                    }
                    case "committed" -> committed = Long.parseLong(words[1]);
                    default -> throw new AssertionError(line);
                }
                if (open && left-- == 0) {
                    // Not by the process itself, which would close the pipe that still has lines.
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).isEqualTo(128 + 9);
    }

    private void has_everything_once(List<Long> found, long acknowledged) {
        assertThat(found)
                .containsExactlyElementsOf(
                        LongStream.range(0, found.size()).boxed().toList());
        assertThat(found.size()).isGreaterThan((int) acknowledged);
        finds++;
    }

    private Process start() throws IOException {
        return new ProcessBuilder(List.of(
                        Java.current().home().resolve("bin/java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Killable.class.getName(),
                        home.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
