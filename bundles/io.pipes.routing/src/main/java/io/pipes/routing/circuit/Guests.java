// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.id.NodeId;
import java.util.HashMap;
import java.util.Map;

/** Counts the circuits to this node whose other end has not proven itself: each costs a handshake's worth of memory and work. */
final class Guests {
    /**
     * For one origin over one peer: a session has five lanes, and each may be called twice at a time. What a peer says about origins counts
     * for that peer only, or it could keep somebody out by calling in its name.
     */
    static final int MOST_PER_ORIGIN = 16;

    /** From one peer, who may hand over the circuits of a whole network. */
    static final int MOST_PER_PEER = 256;

    private final Map<Origin, Integer> byOrigin = new HashMap<>();
    private final Map<NodeId, Integer> byPeer = new HashMap<>();

    /** Somebody as one peer names it. */
    private record Origin(NodeId node, NodeId by) {}

    boolean hasRoom(NodeId peer, NodeId origin) {
        return byOrigin.getOrDefault(new Origin(origin, peer), 0) < MOST_PER_ORIGIN
                && byPeer.getOrDefault(peer, 0) < MOST_PER_PEER;
    }

    /**
     * Counts one more.
     *
     * @return ends that; once is enough
     */
    Runnable enter(NodeId peer, NodeId origin) {
        Origin named = new Origin(origin, peer);
        byOrigin.merge(named, 1, Integer::sum);
        byPeer.merge(peer, 1, Integer::sum);
        return new Runnable() {
            private boolean left;

            @Override
            public void run() {
                if (!left) {
                    left = true;
                    remove(byOrigin, named);
                    remove(byPeer, peer);
                }
            }
        };
    }

    /** How many there are. */
    int size() {
        return byPeer.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static <K> void remove(Map<K, Integer> counts, K whose) {
        counts.computeIfPresent(whose, (key, count) -> count == 1 ? null : count - 1);
    }
}
