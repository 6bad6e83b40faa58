// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.call;

import io.pipes.base.Randomness;
import java.time.Duration;

/**
 * How long to wait before the next try to connect: twice as long each time, and never as long as others, who would otherwise all come at once when
 * a node is back.
 */
final class Backoff {
    static final Duration FIRST = Duration.ofMillis(20);
    static final Duration LONGEST = Duration.ofSeconds(5);

    private final Randomness randomness;
    private long millis = FIRST.toMillis();

    Backoff(Randomness randomness) {
        this.randomness = randomness;
    }

    /** From half of it to all of it. */
    Duration next() {
        long pause = millis;
        millis = Math.min(LONGEST.toMillis(), pause * 2);
        return Duration.ofMillis(pause / 2 + randomness.nextInt((int) (pause - pause / 2) + 1));
    }

    void succeeded() {
        millis = FIRST.toMillis();
    }
}
