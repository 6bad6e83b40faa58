// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.Clock;

/** How often somebody may do something: so often at once, then so often in each second. Belongs to one loop. */
final class Pace {
    private final Clock clock;
    private final double burst;
    private final double perSecond;
    private double left;
    private long then;

    Pace(Clock clock, int burst, int perSecond) {
        this.clock = clock;
        this.burst = burst;
        this.perSecond = perSecond;
        left = burst;
        then = clock.nanos();
    }

    /** Whether it may be done so often now; if so, it counts as done. */
    boolean allows(int times) {
        long now = clock.nanos();
        left = Math.min(burst, left + (now - then) / 1e9 * perSecond);
        then = now;
        if (left < times) {
            return false;
        }
        left -= times;
        return true;
    }
}
