// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.storage;

import io.pipes.testkit.time.Buggify;
import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * What goes wrong on a {@link SimulatedDisk}. Operations are numbered from 1, so that a test can run once, look at {@link #operations}
 * and then crash at each of them.
 *
 * <p><b>Threads.</b> Set it up before the disk is used, or on the thread that uses it.
 */
public final class DiskFaults {
    /** What a process can ask a disk to do. */
    public enum Operation {
        OPEN,
        LIST,
        READ,
        APPEND,
        FORCE,
        TRUNCATE,
        PREALLOCATE,
        RENAME,
        DELETE
    }

    /** Looks at each operation before it takes effect and may let it fail. */
    @FunctionalInterface
    public interface Trap {
        /** @param number the operation's number, from 1 */
        void before(Operation operation, String path, long number) throws IOException;
    }

    private static final double CHANCE = 0.5;

    private final SimulatedDisk disk;
    private final SeededRandomness randomness;
    private final Buggify buggify;
    private Trap trap = (operation, path, number) -> {};
    private LongConsumer spend = nanos -> {};
    private long nanosPerForce;
    private double nanosPerByte;
    private long operations;
    private long crashAt = -1;
    private boolean crashAfterThis;
    private boolean off;

    DiskFaults(SimulatedDisk disk, SeededRandomness randomness, Buggify buggify) {
        this.disk = disk;
        this.randomness = randomness;
        this.buggify = buggify;
    }

    /** How many operations there were. */
    public long operations() {
        return operations;
    }

    /** Loses power at the operation of this number, before or after it has taken effect, and fails it. Negative for never. */
    public void crashAt(long operation) {
        crashAt = operation;
    }

    public void trap(Trap newTrap) {
        trap = newTrap;
    }

    /** Makes every {@link io.pipes.base.Disk.DiskFile#force} fail, or work again. */
    public void failForce(boolean failing) {
        trap((operation, path, number) -> {
            if (failing && operation == Operation.FORCE) {
                throw new IOException("The medium reports an error");
            }
        });
    }

    /**
     * Makes the disk take its time, as reported to {@code clock} in nanoseconds.
     *
     * @param clock for instance {@link io.pipes.testkit.time.SimulatedLoops#spend}
     */
    public void slow(LongConsumer clock, Duration perForce, long bytesPerSecond) {
        spend = clock;
        nanosPerForce = perForce.toNanos();
        nanosPerByte = 1e9 / bytesPerSecond;
    }

    void begin(Operation operation, String path) throws IOException {
        checkPower();
        operations++;
        if (operations == crashAt) {
            crashAfterThis = randomness.chance(CHANCE);
            if (!crashAfterThis) {
                disk.crash();
            }
        }
        trap.before(operation, path, operations);
        checkPower();
        if (operation == Operation.FORCE) {
            spend.accept(nanosPerForce);
        }
    }

    void end() throws IOException {
        if (crashAfterThis) {
            crashAfterThis = false;
            disk.crash();
        }
        checkPower();
    }

    void transferred(int bytes) {
        spend.accept((long) (bytes * nanosPerByte));
    }

    /** How many of these bytes are read at once: at least one, unless there are none. */
    int readAtOnce(int bytes) {
        return bytes > 1 && buggify.at("short-read") ? 1 + (int) buggify.upTo(bytes) : bytes;
    }

    void checkPower() throws IOException {
        if (off) {
            throw new IOException("The disk is off");
        }
    }

    void powerOff() {
        off = true;
        // What the process of before was in the middle of is over, and no crash of the next one.
        crashAfterThis = false;
    }

    void powerOn() {
        off = false;
    }
}
