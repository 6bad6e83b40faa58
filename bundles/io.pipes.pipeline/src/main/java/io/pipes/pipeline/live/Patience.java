// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import java.time.Duration;

/**
 * How long others may still wait for one peer: {@link #MOST} at once, and in the long run one part in {@link #SHARE} of the time, so that
 * a peer that stumbles loses nothing and one that is slow for good slows nobody.
 */
final class Patience {
    static final Duration MOST = Duration.ofSeconds(2);

    private static final int SHARE = 10;

    private long left = MOST.toNanos();
    private long countedNanos;

    /** @param nowNanos when the peer came */
    Patience(long nowNanos) {
        countedNanos = nowNanos;
    }

    /** Others have waited for so long. */
    void spend(Duration waited, long nowNanos) {
        left = left(nowNanos) - waited.toNanos();
        countedNanos = nowNanos;
    }

    boolean isOver() {
        return left <= 0;
    }

    /** Whether so much of it has come back that waiting for the peer makes sense again. */
    boolean isBack(long nowNanos) {
        return left(nowNanos) >= MOST.toNanos() / 2;
    }

    private long left(long nowNanos) {
        return Math.min(MOST.toNanos(), left + (nowNanos - countedNanos) / SHARE);
    }
}
