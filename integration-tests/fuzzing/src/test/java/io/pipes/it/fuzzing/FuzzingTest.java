// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.testkit.scale.Scale;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every decoder and state machine that reads bytes from outside, attacked with as many inputs as the time allows. */
class FuzzingTest {
    /** What all targets together may take in a run for a change. */
    private static final Duration ALL_TOGETHER = Duration.ofMinutes(3);

    private static final Duration START = Duration.ofSeconds(4);
    private static final Duration NIGHTLY = Duration.ofSeconds(20);
    private static final Duration AT_LEAST = Duration.ofSeconds(4);
    private static final Duration AT_MOST = Duration.ofSeconds(60);
    private static final long ENOUGH = 10_000;

    /** A run for a change is over when it has tried so many inputs. */
    private static final long PLENTY = 15_000;

    /** How much more time a second run gets than the first one makes believe it needs: inputs grow while it runs, and take longer. */
    private static final int RESERVE = 4;

    private static final int AT_ONCE = Runtime.getRuntime().availableProcessors();

    private static final Map<FuzzTarget, Future<FuzzRun>> RUNS = new ConcurrentHashMap<>();
    private static final ExecutorService PROCESSES = Executors.newFixedThreadPool(AT_ONCE);

    static List<FuzzTarget> targets() {
        return FuzzTarget.all();
    }

    @BeforeAll
    static void start_one_process_per_target() {
        targets().forEach(target -> RUNS.put(target, PROCESSES.submit(() -> fuzz(target))));
    }

    @AfterAll
    static void stop() {
        PROCESSES.shutdownNow();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void nothing_breaks_it(FuzzTarget target) throws Exception {
        FuzzRun run = RUNS.get(target).get();

        System.out.printf("fuzzed %,11d times: %s%n", run.executions(), target);
        assertThat(run.exit()).as("%s broke; see %s", target, run.output()).isZero();
        assertThat(run.executions())
                .as("executions of %s; a target that is hardly run finds nothing; see %s", target, run.output())
                .isGreaterThanOrEqualTo(ENOUGH);
    }

    @Test
    void there_are_targets() {
        assertThat(targets()).hasSizeGreaterThan(1);
    }

    /** A slow target gets a second and longer run, so that each is run often enough on any machine. */
    private static FuzzRun fuzz(FuzzTarget target) throws IOException, InterruptedException {
        FuzzRun run = Scale.nightly() ? FuzzRun.lasting(target, NIGHTLY) : FuzzRun.brief(target, PLENTY, length());
        if (run.exit() != 0 || run.executions() >= ENOUGH) {
            return run;
        }
        long longer = RESERVE * length().toSeconds() * ENOUGH / Math.max(run.executions(), 1);
        return FuzzRun.brief(target, PLENTY, Duration.ofSeconds(Math.min(longer, AT_MOST.toSeconds())));
    }

    private static Duration length() {
        Duration share =
                ALL_TOGETHER.multipliedBy(AT_ONCE).dividedBy(targets().size()).minus(START);
        return share.compareTo(AT_LEAST) < 0 ? AT_LEAST : share.compareTo(NIGHTLY) > 0 ? NIGHTLY : share;
    }
}
