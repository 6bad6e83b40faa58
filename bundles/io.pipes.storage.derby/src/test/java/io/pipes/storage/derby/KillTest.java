// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pipes.base.Bytes;
import io.pipes.spi.storage.StoreException;
import io.pipes.testkit.storage.StoreProbe;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, killed with SIGKILL in the middle of their work, one after the other on one store. */
@Tag("long")
class KillTest {
    private static final int KILLS = 5;

    @TempDir
    Path place;

    @Test
    void what_was_acknowledged_survives_kill_9() throws IOException, InterruptedException, StoreException {
        long next = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long acknowledged = runAndKill(next, 40 + 150 * kill);
            next = check(Math.max(acknowledged, next - 1)) + 1;
        }
        assertThat(next).isGreaterThan(100);
    }

    @Test
    void a_second_process_is_told_that_the_first_one_is_there()
            throws IOException, InterruptedException, StoreException {
        Process first = start(0);
        try (BufferedReader output = output(first);
                Bench bench = new Bench(place, Bench.DATABASE)) {
            assertThat(output.readLine()).isEqualTo("open");

            StoreException failure = catchThrowableOfType(StoreException.class, bench::open);
            assertThat(failure.reason()).isEqualTo(StoreException.Reason.LOCKED);
            assertThat(failure).hasMessageContaining("Another process");

            first.destroyForcibly();
            assertThat(first.waitFor(10, TimeUnit.SECONDS)).isTrue();
            bench.open();
        } finally {
            first.destroyForcibly();
        }
    }

    /** Returns the last number that was acknowledged, -1 if none was. */
    private long runAndKill(long from, int lines) throws IOException, InterruptedException {
        Process victim = start(from);
        long acknowledged = -1;
        try (BufferedReader output = output(victim)) {
            assertThat(output.readLine()).isEqualTo("open");
            int count = 0;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                acknowledged = Long.parseLong(line);
                if (++count == lines) {
                    // Not by the process itself, which would close the pipe that still has lines.
                    victim.toHandle().destroyForcibly();
                }
            }
        }
        assertThat(victim.waitFor()).isEqualTo(128 + 9);
        return acknowledged;
    }

    /** Returns the last number that is there, acknowledged or not. */
    private long check(long acknowledged) throws StoreException {
        try (Bench bench = new Bench(place, Bench.DATABASE)) {
            StoreProbe store = bench.open();
            long last = number(store.read("count", "last").orElseThrow());
            assertThat(last).isGreaterThanOrEqualTo(acknowledged);
            for (long number = last; number > last - Victim.KEYS && number >= 0; number--) {
                Bytes value = StoreProbe.await(store.store().read("n", Victim.key(number)))
                        .orElseThrow();
                assertThat(number(value)).isEqualTo(number);
            }
            Bench.settle(store);
            assertThat(store.store().health().quarantined()).isZero();
            return last;
        }
    }

    private static long number(Bytes value) {
        return Long.parseLong(new String(value.toArray(), StandardCharsets.UTF_8));
    }

    private Process start(long from) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-Dderby.system.durability=test",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        place.toString(),
                        Long.toString(from)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }
}
