// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

/** Lets a burst through and then a steady rate. Time is what the caller says it is. Belongs to one thread at a time. */
final class TokenBucket {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double perNano;
    private final int burst;
    private double tokens;
    private long filled;

    TokenBucket(int perSecond, int burst, long nanos) {
        perNano = perSecond / NANOS_PER_SECOND;
        this.burst = burst;
        tokens = burst;
        filled = nanos;
    }

    boolean hasToken(long nanos) {
        fill(nanos);
        return tokens >= 1;
    }

    /** Takes one that {@link #hasToken} has just seen. */
    void take() {
        tokens -= 1;
    }

    boolean isFull(long nanos) {
        fill(nanos);
        return tokens >= burst;
    }

    private void fill(long nanos) {
        long passed = Math.max(0, nanos - filled);
        tokens = Math.min(burst, tokens + passed * perNano);
        filled += passed;
    }
}
