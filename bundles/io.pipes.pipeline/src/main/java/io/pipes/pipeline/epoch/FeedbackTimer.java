// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import io.pipes.base.Randomness;
import java.time.Duration;

/**
 * How long a writer waits before it does what any of the others could do as well, so that few of many do it.
 *
 * <p>Admins spread evenly over a moment. Others wait longer, and by the exponentially distributed timers of multicast feedback (RFC 4654,
 * section 2.5.1): of a thousand writers about one is early and nearly all are late enough to hear of what it did; a single one waits no
 * longer than they.
 */
public final class FeedbackTimer {
    static final Duration ADMINS_UNTIL = Duration.ofMillis(50);
    static final Duration OTHERS_FROM = Duration.ofMillis(500);
    static final Duration OTHERS_UNTIL = Duration.ofMillis(2_500);
    private static final int STEPS = 1 << 24;

    private FeedbackTimer() {}

    public static Duration ofAdmin(Randomness chance) {
        return Duration.ofMillis(chance.nextInt((int) ADMINS_UNTIL.toMillis() + 1));
    }

    /** @param members how many there are at most that could act */
    static Duration ofOther(int members, Randomness chance) {
        double even = (chance.nextInt(STEPS) + 1.0) / STEPS;
        double part = Math.max(0, 1 + Math.log(even) / Math.log(Math.max(members, 2)));
        long spread = OTHERS_UNTIL.minus(OTHERS_FROM).toMillis();
        return OTHERS_FROM.plusMillis(Math.round(part * spread));
    }
}
