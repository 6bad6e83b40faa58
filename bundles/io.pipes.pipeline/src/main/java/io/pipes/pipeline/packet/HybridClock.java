// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.packet;

import io.pipes.base.Clock;

/**
 * A hybrid logical clock (Kulkarni et al., 2014): wall time in milliseconds above 16 bits of counter, never going back, and ahead of
 * whatever was heard of. A wrong wall clock shifts the order of display and loses nothing.
 */
public final class HybridClock {
    private static final int COUNTER_BITS = 16;

    /** How far ahead of the own wall clock somebody else's may pull this one. */
    private static final long MAX_LEAD_MILLIS = 60_000;

    private final Clock clock;
    private long last;

    public HybridClock(Clock clock) {
        this.clock = clock;
    }

    /** The wall clock's part of a time, in milliseconds. */
    public static long millis(long time) {
        return time >>> COUNTER_BITS;
    }

    public long next() {
        last = Math.max(now(), last + 1);
        return last;
    }

    public void observe(long heard) {
        if (heard > last && millis(heard) <= clock.wallMillis() + MAX_LEAD_MILLIS) {
            last = heard;
        }
    }

    private long now() {
        return Math.max(0, clock.wallMillis()) << COUNTER_BITS;
    }
}
