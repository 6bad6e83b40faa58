// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base;

import java.time.Duration;

/** Lets through so many units at once and so many each second after: how often others may make this node work. Belongs to one loop. */
public final class TokenBucket {
    private final Clock clock;
    private final double burst;
    private final double perSecond;
    private double tokens;
    private long then;

    public TokenBucket(Clock clock, double burst, double perSecond) {
        this.clock = clock;
        this.burst = burst;
        this.perSecond = perSecond;
        tokens = burst;
        then = clock.nanos();
    }

    /** Takes units if there are as many; otherwise none. */
    public boolean take(double units) {
        if (!has(units)) {
            return false;
        }
        tokens -= units;
        return true;
    }

    /** Whether {@link #take} would take them now. */
    public boolean has(double units) {
        long now = clock.nanos();
        tokens = Math.min(burst, tokens + (now - then) / 1e9 * perSecond);
        then = now;
        return tokens >= units;
    }

    /** How long it takes until {@link #take} would take them, if nobody else takes any. */
    public Duration until(double units) {
        return has(units) ? Duration.ZERO : Duration.ofNanos((long) Math.ceil((units - tokens) / perSecond * 1e9));
    }
}
