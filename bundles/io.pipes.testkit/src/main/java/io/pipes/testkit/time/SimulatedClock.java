// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.time;

import io.pipes.base.Clock;
import java.time.Duration;

/**
 * What one node believes about time. It follows virtual time at its own rate; the wall clock may also be wrong, step and stand still.
 * The other clock of {@link #nanos} never steps back.
 */
public final class SimulatedClock implements Clock {
    /** What every wall clock shows at the beginning of a run: 2026-01-01T00:00:00Z. */
    public static final long START_MILLIS = 1_767_225_600_000L;

    private static final double MILLION = 1e6;

    private final VirtualTime time;
    private final long nanosAtStart;
    private double rate = 1;
    private long rateSince;
    private long nanosThen;
    private long wallOffsetNanos;
    private boolean frozen;
    private long frozenWallMillis;

    SimulatedClock(VirtualTime time, String name) {
        this.time = time;
        // Somewhere else on each node, so that nobody can compare such numbers of two nodes unpunished.
        nanosAtStart = time.randomness(name + "/clock").nextLong() >> 2;
        nanosThen = nanosAtStart;
        rateSince = time.nanos();
        wallOffsetNanos = time.nanos();
    }

    @Override
    public long wallMillis() {
        return frozen ? frozenWallMillis : runningWallMillis();
    }

    @Override
    public long nanos() {
        return nanosThen + (long) ((time.nanos() - rateSince) * rate);
    }

    /** Sets the wall clock forward, or back if negative. */
    public void step(Duration by) {
        wallOffsetNanos += by.toNanos();
        frozenWallMillis += by.toMillis();
    }

    /** Makes the wall clock stand still until {@link #thaw}, after which it shows the right time again. */
    public void freeze() {
        frozenWallMillis = runningWallMillis();
        frozen = true;
    }

    public void thaw() {
        frozen = false;
    }

    /**
     * Makes this clock, and with it the node's timers, fast or slow.
     *
     * @param partsPerMillion more than 0 is fast; a cheap quartz has up to 100; -500,000 to 1,000,000
     */
    public void drift(double partsPerMillion) {
        if (partsPerMillion < -MILLION / 2 || partsPerMillion > MILLION) {
            throw new IllegalArgumentException("No clock is that wrong: " + partsPerMillion);
        }
        nanosThen = nanos();
        rateSince = time.nanos();
        rate = 1 + partsPerMillion / MILLION;
    }

    /** How much virtual time passes while this clock counts so many nanoseconds. */
    long virtual(long ownNanos) {
        return rate == 1 ? ownNanos : (long) StrictMath.ceil(ownNanos / rate);
    }

    private long runningWallMillis() {
        return START_MILLIS + Math.floorDiv(nanos() - nanosAtStart + wallOffsetNanos, 1_000_000L);
    }
}
