// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.DiskFullException;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.StoreException;
import io.pipes.storage.derby.log.LogOptions;
import io.pipes.testkit.storage.DiskFaults.Operation;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that run full and report errors. */
@Tag("long")
class DiskTroubleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SimulatedDisk disk = new SimulatedDisk(1);

    private enum Trouble {
        FULL,
        ERROR;

        IOException make() {
            return this == FULL ? new DiskFullException("somewhere") : new IOException("The medium reports an error");
        }

        StoreException.Reason reason() {
            return this == FULL ? StoreException.Reason.FULL : StoreException.Reason.FAILED;
        }
    }

    private static final Set<Operation> WRITING =
            EnumSet.of(Operation.APPEND, Operation.FORCE, Operation.TRUNCATE, Operation.PREALLOCATE);

    @ParameterizedTest
    @EnumSource
    void a_failure_at_any_operation_costs_one_batch_at_most(Trouble trouble) throws IOException {
        for (int n = 1; n <= 200; n++) {
            failAt(n, 1, trouble);
        }
    }

    @ParameterizedTest
    @EnumSource
    void failures_that_last_end_with_their_cause(Trouble trouble) throws IOException {
        for (int n = 1; n <= 100; n++) {
            failAt(n, 7, trouble);
        }
    }

    /** Lets some writing operations in a row fail, and goes on as if nothing had been. */
    private static void failAt(int n, int times, Trouble trouble) throws IOException {
        SimulatedDisk disk = new SimulatedDisk(n);
        SimulatedStore store = SimulatedStore.open(disk, Bench.TINY, n);
        int[] writes = {0};
        disk.faults().trap((operation, path, number) -> {
            boolean making = operation == Operation.OPEN && !disk.exists(path);
            if (making || WRITING.contains(operation)) {
                writes[0]++;
                if (writes[0] >= n && writes[0] < n + times) {
                    throw trouble.make();
                }
            }
        });
        History history = new History();
        SeededRandomness randomness = new SeededRandomness(n);
        int refused = 0;
        while (writes[0] < n + times + 10) {
            try {
                store.commit(history.next(randomness));
            } catch (CompletionException e) {
                assertThat(e.getCause())
                        .isInstanceOfSatisfying(
                                StoreException.class,
                                failure -> assertThat(failure.reason()).isEqualTo(trouble.reason()));
                history.forgetLast();
                refused++;
            }
            Map<String, Map<Bytes, Bytes>> expected = history.after(history.size());
            assertThat(History.same(CrashTest.contents(store), expected))
                    .as("operation %s", n)
                    .isTrue();
        }
        assertThat(refused).as("operation %s", n).isLessThanOrEqualTo(times);
        assertThat(store.store().health().problems()).isEmpty();
        store.close();

        SimulatedStore reopened = SimulatedStore.open(disk, Bench.TINY, n);
        assertThat(history.accept(CrashTest.contents(reopened), history.size()))
                .as("operation %s", n)
                .isTrue();
        assertThat(reopened.store().health().quarantined()).isZero();
    }

    @Test
    void what_a_failed_force_left_behind_does_not_come_back() throws IOException {
        SimulatedStore store = SimulatedStore.open(disk, LogOptions.USUAL, 1);
        store.put("kept", "1");
        disk.faults().failForce(true);
        assertThatThrownBy(() -> store.put("lost", "2")).hasCauseInstanceOf(StoreException.class);
        disk.faults().failForce(false);
        store.put("kept-too", "3");
        store.die();
        disk.crash();
        disk.restart();

        SimulatedStore after = SimulatedStore.open(disk, LogOptions.USUAL, 2);
        assertThat(after.read("kept")).contains(Bytes.utf8("1"));
        assertThat(after.read("lost")).isEmpty();
        assertThat(after.read("kept-too")).contains(Bytes.utf8("3"));
    }

    @Test
    void a_full_disk_is_told_and_read_and_resumed_by_itself_once_there_is_space() throws IOException {
        LogOptions options = new LogOptions(64 << 10, 4096, 8192);
        SimulatedStore store = SimulatedStore.open(disk, options, 1);
        disk.capacity(100 << 10);
        int kept = fill(store);

        assertThat(kept).isPositive();
        assertThat(disk.usableBytes()).as("room is left for others").isBetween(1L, 3L * 8192);
        assertThat(store.store().health().problems()).singleElement().asString().contains("disk is full");
        assertThat(store.read("k0")).isPresent();

        disk.capacity(1 << 20);
        store.time.runFor(PATIENCE);
        assertThat(store.store().health().problems()).isEmpty();
        store.put("more", "x");
        assertThat(store.read("more")).contains(Bytes.utf8("x"));
        assertThat(store.all("a")).hasSize(kept + 1);
    }

    private static int fill(SimulatedStore store) {
        for (int i = 0; ; i++) {
            try {
                store.put("k" + i, "x".repeat(1000));
            } catch (CompletionException e) {
                assertThat(e.getCause())
                        .isInstanceOfSatisfying(
                                StoreException.class,
                                full -> assertThat(full.reason()).isEqualTo(StoreException.Reason.FULL));
                return i;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_store_on_a_full_disk_opens_and_is_read(long seed) throws IOException {
        SimulatedStore store = SimulatedStore.open(disk, Bench.TINY, seed);
        store.put("k", "v");
        store.die();
        disk.kill();
        disk.restart();
        disk.capacity(0);

        SimulatedStore full = SimulatedStore.open(disk, Bench.TINY, seed + 10);
        assertThat(full.read("k")).contains(Bytes.utf8("v"));
        assertThatThrownBy(() -> full.commit(List.of(Change.remove("a", Bytes.utf8("k")))))
                .hasCauseInstanceOf(StoreException.class);
    }

    @Test
    void a_disk_that_cannot_be_read_fails_the_reader_and_nobody_else() throws IOException {
        SimulatedStore store = SimulatedStore.open(disk, LogOptions.USUAL, 1);
        store.put("k", "v");
        disk.faults().trap((operation, path, number) -> {
            if (operation == Operation.READ) {
                throw new IOException("The medium reports an error");
            }
        });
        assertThatThrownBy(() -> store.read("k")).hasCauseInstanceOf(StoreException.class);
        disk.faults().trap((operation, path, number) -> {});

        assertThat(store.read("k")).contains(Bytes.utf8("v"));
        assertThat(store.store().health().quarantined()).isZero();
    }
}
