// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.id.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The memory that this process lends to circuits of others. Each reserves its windows when it is opened and gives them back when it ends,
 * so what waits here never exceeds the budget. Belongs to one loop.
 */
public final class RelayBudget {
    /** What circuits of one origin may have of it, as a divisor. An origin is what a peer says it is. */
    private static final int ORIGIN_SHARE = 4;

    /** What circuits that one peer hands over may have of it, as a divisor. */
    private static final int PEER_SHARE = 2;

    private final long limit;
    private final Map<NodeId, Long> byOrigin = new HashMap<>();
    private final Map<NodeId, Long> byPeer = new HashMap<>();
    private long reserved;

    /** @param bytes 0 to carry nothing for others */
    public RelayBudget(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("A budget is not negative");
        }
        limit = bytes;
    }

    /** Carries nothing for others. */
    public static RelayBudget off() {
        return new RelayBudget(0);
    }

    /** Whether anything is carried for others at all. */
    public boolean relays() {
        return limit > 0;
    }

    /** How much is lent now, in bytes. */
    public long reserved() {
        return reserved;
    }

    /** Lends memory to a circuit; nothing if the budget or somebody's share is used up. */
    Optional<Reservation> reserve(NodeId peer, NodeId origin, long bytes) {
        boolean fits = bytes <= limit - reserved
                && fits(byPeer, peer, bytes, PEER_SHARE)
                && fits(byOrigin, origin, bytes, ORIGIN_SHARE);
        if (!fits) {
            return Optional.empty();
        }
        add(peer, origin, bytes);
        return Optional.of(new Reservation(peer, origin, bytes));
    }

    /** However small a budget is, one circuit of each may fit. */
    private boolean fits(Map<NodeId, Long> shares, NodeId whose, long bytes, int divisor) {
        return shares.getOrDefault(whose, 0L) + bytes <= Math.max(limit / divisor, bytes);
    }

    private void add(NodeId peer, NodeId origin, long bytes) {
        reserved += bytes;
        byPeer.merge(peer, bytes, RelayBudget::sum);
        byOrigin.merge(origin, bytes, RelayBudget::sum);
    }

    /** Nobody who has nothing is remembered. */
    private static Long sum(Long before, Long more) {
        long sum = before + more;
        return sum == 0 ? null : Long.valueOf(sum);
    }

    /** What one circuit has been lent. */
    final class Reservation {
        private final NodeId peer;
        private final NodeId origin;
        private long bytes;

        private Reservation(NodeId peer, NodeId origin, long bytes) {
            this.peer = peer;
            this.origin = origin;
            this.bytes = bytes;
        }

        /** Gives it back; once is enough. */
        void release() {
            add(peer, origin, -bytes);
            bytes = 0;
        }
    }
}
