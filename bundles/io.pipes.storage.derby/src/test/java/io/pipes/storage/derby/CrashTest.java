// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.spi.storage.StoredEntry;
import io.pipes.testkit.scale.Scale;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.Buggify;
import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Loss of power and death of the process at every operation of the disk, over and over on the same store. */
@Tag("long")
class CrashTest {
    private static final int LIVES = 8;
    /** Stores of one test; each has as many crashes as lives: 10,000 of them in a run for a change, a million at night. */
    private static final int STORES = 50;

    static LongStream parts() {
        return Scale.seeds(20, 2_000);
    }

    static LongStream partsThatRecover() {
        return Scale.seeds(5, 500);
    }

    @ParameterizedTest
    @MethodSource("parts")
    void what_was_acknowledged_survives_every_crash(long part) throws IOException {
        for (int store = 0; store < STORES; store++) {
            new Run((part - 1) * STORES + store).play();
        }
    }

    @ParameterizedTest
    @MethodSource("partsThatRecover")
    void a_crash_while_recovering_from_a_crash_loses_nothing_either(long part) throws IOException {
        for (int store = 0; store < STORES; store++) {
            Run.soon(1_000_000 + (part - 1) * STORES + store).play();
        }
    }

    @Test
    void of_a_group_nothing_counts_behind_what_the_disk_has_not_written() throws IOException {
        // The first such seeds: where there should be records there are zeros, and records behind them.
        Run.soon(1_021_269).play();
        new Run(7_920).play();
        new Run(32_518).play();
    }

    /** One disk and the processes that use it, one after the other. */
    private static final class Run {
        private final long seed;
        private final SeededRandomness randomness;
        private final SimulatedDisk disk;
        private final History history = new History();
        private int soonest = 20;
        private int latest = 260;
        private int acknowledged;

        Run(long seed) {
            this.seed = seed;
            randomness = new SeededRandomness(seed);
            disk = new SimulatedDisk(randomness.split("disk"), new Buggify(randomness.split("buggify")));
        }

        /** One whose processes die while they recover. */
        static Run soon(long seed) {
            Run run = new Run(seed);
            run.soonest = 1;
            run.latest = 12;
            return run;
        }

        void play() throws IOException {
            for (int life = 0; life < LIVES; life++) {
                long crash = disk.faults().operations() + soonest + randomness.nextInt(latest - soonest);
                disk.faults().crashAt(crash);
                live(life);
                if (randomness.chance(0.3)) {
                    disk.kill();
                }
                disk.restart();
            }
            disk.faults().crashAt(-1);
            SimulatedStore last = SimulatedStore.open(disk, Bench.TINY, seed);
            check(last);
            last.close();
        }

        private void live(int life) {
            SimulatedStore store = null;
            try {
                store = SimulatedStore.open(disk, Bench.TINY, seed * LIVES + life);
                check(store);
                write(store);
            } catch (IOException | RuntimeException powerLost) {
                // The next life finds out what is left.
            }
            if (store != null) {
                store.die();
            }
            disk.kill();
        }

        private void write(SimulatedStore store) {
            Deque<CompletableFuture<Long>> begun = new ArrayDeque<>();
            while (true) {
                begun.add(store.begin(history.next(randomness)));
                if (randomness.chance(0.4)) {
                    while (!begun.isEmpty()) {
                        store.await(begun.peek());
                        begun.remove();
                        acknowledged++;
                    }
                }
            }
        }

        private void check(SimulatedStore store) {
            assertThat(history.accept(contents(store), acknowledged))
                    .as("seed %s: %s of %s batches acknowledged", seed, acknowledged, history.size())
                    .isTrue();
            assertThat(store.store().health().quarantined()).as("seed %s", seed).isZero();
            acknowledged = 0;
        }
    }

    static Map<String, Map<Bytes, Bytes>> contents(SimulatedStore store) {
        Map<String, Map<Bytes, Bytes>> contents = new TreeMap<>();
        for (String area : History.AREAS) {
            Map<Bytes, Bytes> entries = new LinkedHashMap<>();
            for (StoredEntry entry : store.all(area)) {
                entries.put(entry.key(), entry.value());
            }
            contents.put(area, entries);
        }
        return contents;
    }
}
