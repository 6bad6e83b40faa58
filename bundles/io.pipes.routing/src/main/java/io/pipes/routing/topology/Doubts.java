// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Clock;
import io.pipes.base.id.NodeId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Relays on whose ways something went wrong that one of them may have brought about. Which one cannot be told, so each is doubted a little
 * more; the one that is to blame is on all of those ways, the others on some. Forgotten a while after the last time.
 */
final class Doubts {
    static final Duration MEMORY = Duration.ofSeconds(60);

    /** Nobody is doubted more than this. */
    static final int MOST = 1 << 10;

    /** Of more relays, those that were doubted first are forgotten. */
    private static final int MAX_RELAYS = 64;

    private final Clock clock;
    private final Map<NodeId, Doubt> doubts = new LinkedHashMap<>();

    Doubts(Clock clock) {
        this.clock = clock;
    }

    private record Doubt(int weight, long lastNanos) {}

    void add(NodeId relay, int weight) {
        Doubt more = new Doubt(Math.min(MOST, about(relay) + weight), clock.nanos());
        doubts.remove(relay);
        doubts.put(relay, more);
        if (doubts.size() > MAX_RELAYS) {
            doubts.remove(doubts.keySet().iterator().next());
        }
    }

    /** How much a relay is doubted; 0 for not at all. */
    int about(NodeId relay) {
        Doubt doubt = doubts.isEmpty() ? null : doubts.get(relay);
        return doubt == null || clock.nanos() - doubt.lastNanos() >= MEMORY.toNanos() ? 0 : doubt.weight();
    }
}
