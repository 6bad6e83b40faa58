// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.StoredEntry;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is dead goes, what is alive stays, and neither comes back as the other. */
class CompactionTest {
    private static final Duration A_WHILE = Duration.ofSeconds(10);

    private final SimulatedDisk disk = new SimulatedDisk(1);

    @Test
    void a_key_that_is_rewritten_for_ever_takes_up_the_room_of_a_few_segments() throws IOException {
        SimulatedStore store = SimulatedStore.open(disk, Bench.TINY, 1);
        String value = "x".repeat(100);
        for (int i = 0; i < 20_000; i++) {
            store.begin(List.of(Change.put("a", Bytes.utf8("k"), Bytes.utf8(value + i))));
            if (i % 50 == 0) {
                store.time.runFor(A_WHILE);
            }
        }
        store.time.runFor(A_WHILE);

        assertThat(store.store().health().bytes()).isLessThan(8L * Bench.TINY.segment());
        assertThat(disk.list(Bench.NAME + "/log")).hasSizeLessThan(8);
        assertThat(store.read("k")).contains(Bytes.utf8(value + 19_999));
    }

    @Test
    void what_is_copied_keeps_its_position_and_its_order() throws IOException {
        SimulatedStore store = SimulatedStore.open(disk, Bench.TINY, 1);
        for (int i = 0; i < 40; i++) {
            store.put("cold" + i, "c" + i);
        }
        List<StoredEntry> before = store.all("a");
        List<String> firstFiles = disk.list(Bench.NAME + "/log");
        churn(store, 2_000);

        assertThat(disk.list(Bench.NAME + "/log")).doesNotContainAnyElementsOf(firstFiles);
        assertThat(store.all("a")).isEqualTo(before);
        store.close();
        assertThat(SimulatedStore.open(disk, Bench.TINY, 2).all("a")).isEqualTo(before);
    }

    @Test
    void a_removed_value_does_not_come_back_with_a_file_that_was_deleted() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            SimulatedDisk fragile = new SimulatedDisk(seed);
            SimulatedStore store = SimulatedStore.open(fragile, Bench.TINY, seed);
            store.put("gone", "v");
            churn(store, 100);
            store.commit(List.of(Change.remove("a", Bytes.utf8("gone"))));
            churn(store, 1_000);
            store.die();
            // Files whose deletion was not made durable may be back.
            fragile.crash();
            fragile.restart();

            SimulatedStore after = SimulatedStore.open(fragile, Bench.TINY, seed + 100);
            assertThat(after.read("gone")).as("seed %s", seed).isEmpty();
            assertThat(after.store().health().quarantined()).as("seed %s", seed).isZero();
        }
    }

    @Test
    void values_that_change_while_they_are_copied_are_not_set_back() throws IOException {
        SimulatedStore store = SimulatedStore.open(disk, Bench.TINY, 1);
        SeededRandomness randomness = new SeededRandomness(1);
        History history = new History();
        for (int i = 0; i < 3_000; i++) {
            store.begin(history.next(randomness));
            if (randomness.chance(0.1)) {
                store.time.runFor(Duration.ofMillis(randomness.nextInt(3_000)));
            }
        }
        store.time.runFor(A_WHILE);

        assertThat(History.same(CrashTest.contents(store), history.after(history.size())))
                .isTrue();
        store.close();
        assertThat(history.accept(CrashTest.contents(SimulatedStore.open(disk, Bench.TINY, 2)), history.size()))
                .isTrue();
    }

    private static void churn(SimulatedStore store, int times) {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            changes.add(Change.put("hot", Bytes.utf8("h" + i % 5), Bytes.utf8("x".repeat(100) + i)));
            if (changes.size() == 10) {
                store.commit(changes);
                changes.clear();
                store.time.runFor(A_WHILE);
            }
        }
    }
}
