// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Clock;
import java.time.Duration;

/**
 * How long to wait before the next time of something that is done when things change: not at all after quiet, and the longer the longer they
 * go on changing, as routers do it (RFC 8405, and the pauses between the link-state packets of IS-IS).
 */
final class BackOff {
    private final Clock clock;
    private final Duration shortest;
    private final Duration longest;
    private Duration pause = Duration.ZERO;
    private long lastNanos;

    /**
     * @param shortest between the first time and the second one; then twice as long each time
     * @param longest and so long must be quiet until it begins anew
     */
    BackOff(Clock clock, Duration shortest, Duration longest) {
        this.clock = clock;
        this.shortest = shortest;
        this.longest = longest;
        lastNanos = clock.nanos();
    }

    /** How long it has to wait still; not positive if it may be done now. */
    Duration left() {
        return pause.minusNanos(clock.nanos() - lastNanos);
    }

    /** It is done now. */
    void done() {
        boolean quiet = pause.isZero() || left().plus(longest).isNegative();
        Duration twice = pause.multipliedBy(2);
        pause = quiet ? shortest : twice.compareTo(longest) < 0 ? twice : longest;
        lastNanos = clock.nanos();
    }
}
