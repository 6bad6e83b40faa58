// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.Disk.DiskFile;
import io.pipes.base.DiskFullException;
import io.pipes.testkit.time.Buggify;
import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedDiskTest {
    private static final Bytes FORCED = Bytes.wrap(new SeededRandomness(1).bytes(3_000));
    private static final Bytes UNFORCED = Bytes.wrap(new SeededRandomness(2).bytes(3_000));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void what_was_forced_survives_every_crash(long seed) throws IOException {
        SimulatedDisk disk = written(seed);

        disk.crash();
        disk.restart();

        Bytes left = disk.read("log", 10_000);
        assertThat(left.startsWith(FORCED)).isTrue();
        assertThat(left.size()).isLessThanOrEqualTo(6_000);
    }

    @Test
    void crashes_lose_and_tear_what_was_not_forced() throws IOException {
        Set<Bytes> outcomes = new HashSet<>();
        boolean torn = false;
        for (long seed = 0; seed < 50; seed++) {
            SimulatedDisk disk = written(seed);
            disk.crash();
            disk.restart();
            Bytes left = disk.read("log", 10_000);
            outcomes.add(left);
            Bytes tail = left.slice(3_000, left.size());
            torn |= !UNFORCED.startsWith(tail);
        }

        assertThat(outcomes).hasSizeGreaterThan(40);
        assertThat(torn).as("later bytes without earlier ones").isTrue();
    }

    @Test
    void the_same_seed_loses_the_same() throws IOException {
        SimulatedDisk one = written(77);
        SimulatedDisk other = written(77);

        one.crash();
        other.crash();
        one.restart();
        other.restart();

        assertThat(one.read("log", 10_000)).isEqualTo(other.read("log", 10_000));
    }

    @Test
    void the_end_of_a_process_loses_nothing_but_its_open_files() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        DiskFile file = disk.open("log");
        file.append(UNFORCED.buffer());

        disk.kill();
        assertThatThrownBy(() -> disk.open("log")).isInstanceOf(IOException.class);
        disk.restart();

        assertThat(disk.read("log", 10_000)).isEqualTo(UNFORCED);
        assertThatThrownBy(() -> file.append(UNFORCED.buffer())).isInstanceOf(IOException.class);
    }

    @Test
    void a_file_nobody_forced_may_be_gone_and_a_deleted_one_back() throws IOException {
        Set<String> outcomes = new HashSet<>();
        for (long seed = 0; seed < 40; seed++) {
            SimulatedDisk disk = new SimulatedDisk(seed);
            disk.replace("old", FORCED);
            disk.delete("old");
            disk.open("new").append(UNFORCED.buffer());
            disk.crash();
            disk.restart();
            outcomes.add(String.join(" ", disk.list("")));
        }

        assertThat(outcomes).containsExactlyInAnyOrder("", "new", "old", "new old");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void a_replaced_file_is_the_old_or_the_new_one_wherever_the_crash_comes(long seed) throws IOException {
        boolean done = false;
        for (long operation = 1; !done; operation++) {
            SimulatedDisk disk = new SimulatedDisk(seed);
            disk.replace("keys/unlock", FORCED);
            disk.faults().crashAt(disk.faults().operations() + operation);
            done = replaced(disk);
            disk.faults().crashAt(-1);
            disk.restart();

            Bytes found = disk.read("keys/unlock", 10_000);
            assertThat(found).isIn(FORCED, UNFORCED);
            assertThat(done).isIn(false, found.equals(UNFORCED));
        }
    }

    @Test
    void a_failed_force_may_leave_a_hole_that_the_next_force_does_not_fill() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(3);
        DiskFile file = disk.open("log");
        file.append(FORCED.buffer());
        disk.faults().failForce(true);
        assertThatThrownBy(file::force).isInstanceOf(IOException.class);
        disk.faults().failForce(false);
        file.append(UNFORCED.buffer());

        file.force();
        disk.crash();
        disk.restart();

        assertThat(disk.read("log", 10_000).startsWith(FORCED)).isFalse();
    }

    @Test
    void a_full_disk_takes_a_part_and_says_so() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        disk.capacity(4_000);
        DiskFile file = disk.open("log");
        file.append(FORCED.buffer());

        assertThatThrownBy(() -> file.append(FORCED.buffer())).isInstanceOf(DiskFullException.class);

        assertThat(file.size()).isEqualTo(4_000);
        assertThat(disk.usableBytes()).isZero();
        file.truncate(3_000);
        assertThat(disk.usableBytes()).isEqualTo(1_000);
    }

    @Test
    void reserved_room_is_there_when_the_disk_is_full() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        disk.capacity(4_000);
        DiskFile file = disk.open("log");
        file.preallocate(3_500);

        assertThatThrownBy(() -> disk.open("other").append(FORCED.buffer())).isInstanceOf(DiskFullException.class);

        assertThat(file.append(FORCED.buffer())).isZero();
        assertThat(file.size()).isEqualTo(3_000);
    }

    @Test
    void reads_may_be_short_but_read_fully_fills() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(new SeededRandomness(1), new Buggify(new SeededRandomness(1), 1, 1));
        disk.replace("file", FORCED);

        ByteBuffer once = ByteBuffer.allocate(3_000);
        int count = disk.open("file").read(0, once);

        assertThat(count).isBetween(1, 2_999);
        disk.kill();
        disk.restart();
        assertThat(disk.read("file", 3_000)).isEqualTo(FORCED);
    }

    @Test
    void a_slow_disk_says_how_long_it_took() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        long[] spent = {0};
        disk.faults().slow(nanos -> spent[0] += nanos, Duration.ofMillis(5), 3_000_000);

        disk.replace("file", FORCED);

        assertThat(spent[0]).isEqualTo(Duration.ofMillis(6).toNanos());
    }

    @Test
    void a_file_is_open_once() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        DiskFile first = disk.open("log");

        assertThatThrownBy(() -> disk.open("log")).isInstanceOf(IOException.class);
        first.close();
        disk.open("log");
    }

    @Test
    void a_flipped_bit_is_one_bit() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        disk.replace("file", Bytes.hex("00ff"));

        disk.flipBit("file", 9);

        assertThat(disk.read("file", 2)).isEqualTo(Bytes.hex("00fd"));
    }

    private static boolean replaced(SimulatedDisk disk) {
        try {
            disk.replace("keys/unlock", UNFORCED);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static SimulatedDisk written(long seed) throws IOException {
        SimulatedDisk disk = new SimulatedDisk(seed);
        DiskFile file = disk.open("log");
        file.append(FORCED.buffer());
        file.force();
        file.append(UNFORCED.buffer());
        return disk;
    }
}
