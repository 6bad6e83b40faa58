// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import io.pipes.base.Clock;

/**
 * The time by which letters grow old: that of the wall clock when this began, and how long ago that is. A clock that is set while the node
 * runs makes no letter older.
 */
final class Age {
    private final Clock clock;
    private final long beganMillis;
    private final long beganNanos;

    Age(Clock clock) {
        this.clock = clock;
        beganMillis = Math.max(0, clock.wallMillis());
        beganNanos = clock.nanos();
    }

    /** In milliseconds since 1970, not negative. */
    long millis() {
        return beganMillis + (clock.nanos() - beganNanos) / 1_000_000;
    }
}
