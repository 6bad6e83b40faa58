// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.Clock;
import io.pipes.spi.node.Exchange;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Who left questions unanswered: one who announces and does not deliver is asked last, for {@link #MEMORY} after the last time. */
final class Unanswered {
    static final Duration MEMORY = Duration.ofSeconds(30);

    private final Clock clock;
    private final Map<Exchange, Count> counts = new HashMap<>();

    Unanswered(Clock clock) {
        this.clock = clock;
    }

    private record Count(int questions, long lastNanos) {}

    void left(Exchange peer) {
        counts.put(peer, new Count(by(peer) + 1, clock.nanos()));
    }

    int by(Exchange peer) {
        Count count = counts.get(peer);
        return count == null || clock.nanos() - count.lastNanos() > MEMORY.toNanos() ? 0 : count.questions();
    }

    void answered(Exchange peer) {
        counts.remove(peer);
    }

    void closed(Exchange peer) {
        counts.remove(peer);
    }
}
