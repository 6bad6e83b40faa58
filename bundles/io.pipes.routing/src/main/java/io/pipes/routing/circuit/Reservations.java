// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.id.NodeId;
import io.pipes.routing.RelayBudget;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The memory that this node lends to circuits of others. Each reserves its windows when it is opened and gives them back when it ends, so
 * what waits here never exceeds the budget.
 */
final class Reservations {
    /** What circuits of one origin may have of the budget, as a divisor. An origin is what a peer says it is. */
    private static final int ORIGIN_SHARE = 4;

    /** What circuits that one peer hands over may have of it, as a divisor. */
    private static final int PEER_SHARE = 2;

    private final long limit;
    private final Map<NodeId, Long> byOrigin = new HashMap<>();
    private final Map<NodeId, Long> byPeer = new HashMap<>();
    private long reserved;

    Reservations(RelayBudget budget) {
        limit = budget.bytes();
    }

    /** How much is lent now, in bytes. */
    long reserved() {
        return reserved;
    }

    /** Lends memory to a circuit; nothing if the budget or somebody's share is used up. */
    Optional<Reservation> reserve(NodeId peer, NodeId origin, long bytes) {
        if (!hasRoom(peer, origin, bytes)) {
            return Optional.empty();
        }
        add(peer, origin, bytes);
        return Optional.of(new Reservation(peer, origin, bytes));
    }

    private boolean hasRoom(NodeId peer, NodeId origin, long bytes) {
        return bytes <= limit - reserved
                && fits(byPeer, peer, bytes, PEER_SHARE)
                && fits(byOrigin, origin, bytes, ORIGIN_SHARE);
    }

    private boolean mayGrow(NodeId peer, NodeId origin, long more) {
        return reserved + more <= limit / 2
                && byPeer.getOrDefault(peer, 0L) + more <= limit / (2 * PEER_SHARE)
                && byOrigin.getOrDefault(origin, 0L) + more <= limit / (2 * ORIGIN_SHARE);
    }

    /** However small a budget is, one circuit of each may fit. */
    private boolean fits(Map<NodeId, Long> shares, NodeId whose, long bytes, int divisor) {
        return shares.getOrDefault(whose, 0L) + bytes <= Math.max(limit / divisor, bytes);
    }

    private void add(NodeId peer, NodeId origin, long bytes) {
        reserved += bytes;
        byPeer.merge(peer, bytes, Reservations::sum);
        byOrigin.merge(origin, bytes, Reservations::sum);
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

        /** Lends it more, as long as half of everything stays free for circuits that are opened. */
        boolean grow(long more) {
            if (!mayGrow(peer, origin, more)) {
                return false;
            }
            add(peer, origin, more);
            bytes += more;
            return true;
        }

        /** Gives a part of it back. */
        void shrink(long less) {
            add(peer, origin, -less);
            bytes -= less;
        }

        /** Gives all of it back; once is enough. */
        void release() {
            add(peer, origin, -bytes);
            bytes = 0;
        }
    }
}
