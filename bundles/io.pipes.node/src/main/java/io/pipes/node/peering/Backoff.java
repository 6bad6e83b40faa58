// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.peering;

import io.pipes.base.Randomness;
import java.time.Duration;

/** How long to wait before the next try: doubling, with chance in it so that many who lost one peer do not return together. */
final class Backoff {
    private final PeeringTiming timing;
    private final Randomness randomness;
    private int failures;
    private long waitedNanos;

    Backoff(PeeringTiming timing, Randomness randomness) {
        this.timing = timing;
        this.randomness = randomness;
    }

    /** The wait after one more failure: half to one and a half times the mean. */
    Duration next() {
        boolean eager = waitedNanos < timing.eager().toNanos();
        long longest = (eager ? timing.eagerRetry() : timing.longestRetry()).toNanos();
        long doubled = timing.firstRetry().toNanos() << Math.min(failures, 20);
        failures++;
        long mean = Math.max(1, Math.min(longest, doubled));
        long wait = mean / 2 + (long) (mean * (randomness.nextInt(1_000) / 1_000.0));
        waitedNanos += wait;
        return Duration.ofNanos(wait);
    }

    /** The other side asked for patience: go straight to the longest wait. */
    void exhaust() {
        waitedNanos = timing.eager().toNanos();
        failures = Math.max(failures, 20);
    }

    int failures() {
        return failures;
    }

    void reset() {
        failures = 0;
        waitedNanos = 0;
    }
}
