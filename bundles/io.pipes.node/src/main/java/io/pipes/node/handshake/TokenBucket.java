// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.handshake;

import io.pipes.base.Clock;

/** Lets so many things happen in a second, and some more at once after a quiet time. */
final class TokenBucket {
    private static final long SECOND = 1_000_000_000L;

    private final Clock clock;
    private final int perSecond;
    private final int burst;
    private double tokens;
    private long filledAt;

    TokenBucket(Clock clock, int perSecond, int burst) {
        this.clock = clock;
        this.perSecond = perSecond;
        this.burst = burst;
        tokens = burst;
        filledAt = clock.nanos();
    }

    boolean take() {
        long now = clock.nanos();
        tokens = Math.min(burst, tokens + (double) (now - filledAt) * perSecond / SECOND);
        filledAt = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
