// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.Disk.DiskFile;
import io.pipes.base.DiskFullException;
import io.pipes.spi.storage.StoreException;
import io.pipes.storage.derby.log.LogOptions;
import io.pipes.testkit.storage.DiskFaults;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.storage.StoreProbe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores of an earlier form, of a later one, and what form 2 is for: a small log that loses its end. */
class StoreFormTest {
    private static final String FORM = Bench.NAME + "/log.form";
    private static final String SEGMENT = Bench.NAME + "/log/0000000000000001.segment";
    private static final StoreOptions SMALL = new StoreOptions(Bench.TINY, 64 << 20);

    @TempDir
    Path place;

    /** Three segments, made before there was a second form: forty keys written one and a half times, some of them removed. */
    private static void unpackFirstForm(Path place) throws IOException {
        Path log = Files.createDirectories(place.resolve(Bench.NAME).resolve("log"));
        for (int number = 1; number <= 3; number++) {
            String name = "%016x.segment".formatted(number);
            try (InputStream file = StoreFormTest.class.getResourceAsStream("/form-1/" + name)) {
                Files.copy(Objects.requireNonNull(file), log.resolve(name));
            }
        }
    }

    private static Map<String, String> firstFormContents() {
        Map<String, String> contents = new TreeMap<>();
        for (int i = 0; i < 60; i++) {
            contents.put("k" + i % 40, "value " + i + " ".repeat(i % 100));
            if (i % 7 == 3) {
                contents.remove("k" + (i - 3) % 40);
            }
        }
        return contents;
    }

    private static Map<String, String> contents(StoreProbe store) throws StoreException {
        Map<String, String> contents = new TreeMap<>();
        store.all("a").forEach(entry -> contents.put(text(entry.key()), text(entry.value())));
        return contents;
    }

    private static String text(Bytes bytes) {
        return new String(bytes.toArray(), StandardCharsets.UTF_8);
    }

    @Test
    void a_store_of_the_first_form_is_brought_up_to_date_and_keeps_everything() throws IOException, StoreException {
        unpackFirstForm(place);
        // As if the process had been killed while it wrote the form.
        Files.writeString(place.resolve(FORM + ".new"), "half of a f");

        for (int opening = 0; opening < 2; opening++) {
            try (Bench bench = new Bench(place, SMALL)) {
                StoreProbe store = bench.open();
                assertThat(contents(store)).isEqualTo(firstFormContents());
                assertThat(place.resolve(FORM)).isRegularFile();
                assertThat(store.store().health().news())
                        .as("opening %s", opening)
                        .hasSize(opening == 0 ? 1 : 0)
                        .allMatch(news -> news.contains("was brought up to date"));
                Bench.settle(store);
                assertThat(store.store().health().problems()).isEmpty();
            }
        }
        assertThat(place.resolve(FORM + ".new")).doesNotExist();
    }

    @Test
    void a_loss_of_power_at_any_operation_of_a_step_loses_nothing() throws IOException {
        SimulatedDisk old = firstForm();
        boolean crashed = true;
        for (int n = 1; crashed; n++) {
            SimulatedDisk disk = old.copy(n);
            disk.faults().crashAt(n);
            crashed = !opens(disk, n);
            disk.kill();
            disk.restart();
            disk.faults().crashAt(-1);

            SimulatedStore store = SimulatedStore.open(disk, Bench.TINY, n);

            assertHasAll(store, n);
            assertThat(disk.exists(FORM)).as("operation %s", n).isTrue();
            store.put("k1", "afterwards");
            store.close();
        }
    }

    /** Whether the disk was still on when the store was open. */
    private static boolean opens(SimulatedDisk disk, long seed) {
        try {
            SimulatedStore.open(disk, Bench.TINY, seed).die();
            return disk.usableBytes() > 0;
        } catch (IOException powerLost) {
            return false;
        }
    }

    @Test
    void without_room_for_a_step_the_store_is_used_as_it_is_and_the_next_opening_goes_on() throws IOException {
        SimulatedDisk disk = firstForm();
        disk.faults().trap((operation, path, number) -> {
            if (path.startsWith(FORM)) {
                throw new DiskFullException(path);
            }
        });
        SimulatedStore store = SimulatedStore.open(disk, Bench.TINY, 1);
        assertHasAll(store, 0);
        store.put("k1", "without a form");
        store.close();
        assertThat(disk.exists(FORM)).isFalse();

        disk.faults().trap((operation, path, number) -> {});
        SimulatedStore next = SimulatedStore.open(disk, Bench.TINY, 2);

        assertThat(disk.exists(FORM)).isTrue();
        assertThat(next.read("k1")).contains(Bytes.utf8("without a form"));
        next.close();
    }

    @Test
    void what_only_memory_had_when_a_step_was_taken_is_not_missed_after_a_loss_of_power() throws IOException {
        for (int seed = 1; seed <= 10; seed++) {
            SimulatedDisk disk = firstForm().copy(seed);
            disk.faults().trap((operation, path, number) -> {
                if (path.startsWith(FORM)) {
                    throw new DiskFullException(path);
                }
            });
            SimulatedStore store = SimulatedStore.open(disk, Bench.TINY, seed);
            store.put("k1", "acknowledged");
            killedBeforeTheForce(disk, store);

            SimulatedStore.open(disk, Bench.TINY, seed).die();
            disk.crash();
            disk.restart();

            SimulatedStore next = SimulatedStore.open(disk, Bench.TINY, seed);
            assertThat(next.store().health().problems()).as("seed %s", seed).isEmpty();
        }
    }

    @Test
    void what_only_memory_had_when_a_store_was_closed_is_not_missed_after_a_loss_of_power() throws IOException {
        for (int seed = 1; seed <= 10; seed++) {
            SimulatedDisk disk = new SimulatedDisk(seed);
            SimulatedStore store = SimulatedStore.open(disk, LogOptions.USUAL, seed);
            store.put("k1", "acknowledged");
            killedBeforeTheForce(disk, store);

            SimulatedStore.open(disk, LogOptions.USUAL, seed).close();
            disk.crash();
            disk.restart();

            SimulatedStore next = SimulatedStore.open(disk, LogOptions.USUAL, seed);
            assertThat(next.store().health().problems()).as("seed %s", seed).isEmpty();
            assertThat(next.read("k1")).as("seed %s", seed).isPresent();
        }
    }

    /** No error of the disk, of which the system would forget what it had to write. */
    private static void killedBeforeTheForce(SimulatedDisk disk, SimulatedStore store) throws IOException {
        disk.faults().trap((operation, path, number) -> {
            if (operation == DiskFaults.Operation.FORCE) {
                throw new IllegalStateException("killed");
            }
        });
        assertThatThrownBy(() -> store.put("k1", "never acknowledged")).isNotNull();
        store.die();
        disk.kill();
        disk.restart();
        disk.faults().trap((operation, path, number) -> {});
    }

    /** Segments of form 2 are those of form 1, so a store without the file beside them is one of form 1. */
    private static SimulatedDisk firstForm() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        SimulatedStore store = SimulatedStore.open(disk, Bench.TINY, 1);
        for (int i = 0; i < 60; i++) {
            store.put("k" + i, "value " + i);
        }
        store.close();
        disk.delete(FORM);
        return disk.copy(2);
    }

    private static void assertHasAll(SimulatedStore store, int n) {
        for (int i = 0; i < 60; i++) {
            assertThat(store.read("k" + i)).as("operation %s", n).contains(Bytes.utf8("value " + i));
        }
        assertThat(store.store().health().problems()).as("operation %s", n).isEmpty();
    }

    @Test
    void a_store_of_a_later_form_is_refused_and_left_alone() throws IOException, StoreException {
        unpackFirstForm(place);
        byte[] before = Files.readAllBytes(place.resolve(SEGMENT));
        ByteBuffer later = ByteBuffer.allocate(40);
        later.putInt(0x50464F52).putInt(3).putLong(3).putInt(187);
        CRC32C crc = new CRC32C();
        crc.update(later.array(), 0, 20);
        later.putInt((int) crc.getValue());
        Files.write(place.resolve(FORM), later.array());

        try (Bench bench = new Bench(place, SMALL)) {
            assertThatThrownBy(bench::open)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("later version")
                    .hasMessageContaining("Run that version");
        }

        assertThat(Files.readAllBytes(place.resolve(FORM))).isEqualTo(later.array());
        assertThat(Files.readAllBytes(place.resolve(SEGMENT))).isEqualTo(before);
    }

    @Test
    void a_small_log_that_loses_its_end_is_noticed_once() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(3);
        SimulatedStore store = SimulatedStore.open(disk, LogOptions.USUAL, 1);
        store.put("kept", "1");
        long whole = end(disk, store);
        store = SimulatedStore.open(disk, LogOptions.USUAL, 2);
        store.put("lost", "2");
        assertThat(end(disk, store)).isGreaterThan(whole);
        disk.cut(SEGMENT, whole);

        SimulatedStore damaged = SimulatedStore.open(disk, LogOptions.USUAL, 3);

        assertThat(damaged.store().health().problems()).anyMatch(problem -> problem.contains("lost its end"));
        assertThat(damaged.read("kept")).contains(Bytes.utf8("1"));
        damaged.put("again", "3");
        damaged.die();
        disk.kill();
        disk.restart();
        SimulatedStore next = SimulatedStore.open(disk, LogOptions.USUAL, 4);
        assertThat(next.store().health().problems()).isEmpty();
        assertThat(next.read("again")).contains(Bytes.utf8("3"));
    }

    @Test
    void a_bit_that_flips_in_the_last_group_of_a_small_log_is_no_torn_write() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(4);
        SimulatedStore store = SimulatedStore.open(disk, LogOptions.USUAL, 1);
        store.put("kept", "1");
        store.put("damaged", "2");
        long size = end(disk, store);
        disk.flipBit(SEGMENT, (size - 10) * Byte.SIZE);

        SimulatedStore damaged = SimulatedStore.open(disk, LogOptions.USUAL, 2);

        assertThat(damaged.store().health().quarantined()).isPositive();
        assertThat(damaged.read("kept")).contains(Bytes.utf8("1"));
        assertThat(damaged.read("damaged")).isEmpty();
    }

    /** Closes a store and returns where its only segment ends. */
    private static long end(SimulatedDisk disk, SimulatedStore store) {
        store.close();
        return disk.size(SEGMENT);
    }

    @Test
    void a_flipped_bit_in_the_form_costs_nothing() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(5);
        SimulatedStore store = SimulatedStore.open(disk, Bench.TINY, 1);
        store.put("k", "1");
        store.close();
        for (int bit = 0; bit < disk.size(FORM) * Byte.SIZE; bit += 3) {
            SimulatedDisk copy = disk.copy(bit);
            copy.flipBit(FORM, bit);

            SimulatedStore opened = SimulatedStore.open(copy, Bench.TINY, bit);

            assertThat(opened.read("k")).as("bit %s", bit).contains(Bytes.utf8("1"));
            assertThat(opened.store().health().problems()).as("bit %s", bit).isEmpty();
            opened.close();
            try (DiskFile ours = copy.open(FORM);
                    DiskFile theirs = disk.open(FORM)) {
                assertThat(all(ours)).as("bit %s", bit).isEqualTo(all(theirs));
            }
        }
    }

    private static byte[] all(DiskFile file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
        file.readFully(0, bytes);
        return bytes.array();
    }

    @Test
    void a_store_that_was_destroyed_leaves_nothing_that_speaks_of_its_end() throws IOException, StoreException {
        try (Bench bench = new Bench(place, SMALL)) {
            bench.open().put("a", "k", "1");
        }
        assertThat(place.resolve(FORM)).isRegularFile();
        try (Bench bench = new Bench(place, SMALL)) {
            StoreProbe.await(bench.stores().destroy(Bench.NAME));
            assertThat(place.resolve(FORM)).doesNotExist();

            StoreProbe anew = bench.open();

            assertThat(anew.read("a", "k")).isEqualTo(Optional.empty());
            assertThat(anew.store().health().problems()).isEmpty();
        }
    }
}
