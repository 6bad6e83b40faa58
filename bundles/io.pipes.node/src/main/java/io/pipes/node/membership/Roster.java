// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.network.Role;
import io.pipes.base.id.NodeId;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who is a member in one state of the log, and who was removed. */
final class Roster {
    private final Map<NodeId, Seat> seats = new HashMap<>();
    private final Set<NodeId> removed = new HashSet<>();
    private final Map<NodeId, Role> highest = new HashMap<>();

    /** Those that have handed on their seat, by whom, and what they had; it may still be to come. */
    private final Map<NodeId, NodeId> successors = new HashMap<>();

    private final Map<NodeId, Seat> before = new HashMap<>();

    @Nullable
    Seat seat(NodeId node) {
        return seats.get(node);
    }

    boolean isRemoved(NodeId node) {
        return removed.contains(node);
    }

    boolean isSucceeded(NodeId node) {
        return successors.containsKey(node);
    }

    /** Whether a node was removed, or whoever took its place and has its keys. */
    boolean isRemovedWithSuccessors(NodeId node) {
        Set<NodeId> looked = new HashSet<>();
        for (NodeId next = node; next != null && looked.add(next); next = successors.get(next)) {
            if (removed.contains(next)) {
                return true;
            }
        }
        return false;
    }

    /** Who is a member in the place of a node that was one. */
    Optional<NodeId> successor(NodeId node) {
        return Optional.ofNullable(successors.get(node));
    }

    /** The seat of a member, or the one that it has handed on. */
    @Nullable
    Seat seatNowOrBefore(NodeId node) {
        Seat seat = seats.get(node);
        return seat == null ? before.get(node) : seat;
    }

    /** In no order. */
    Collection<Seat> seats() {
        return Collections.unmodifiableCollection(seats.values());
    }

    /** Whether a node has at least this role, or had it at some time. */
    boolean everHad(NodeId node, Role role) {
        Role own = highest.get(node);
        return own != null && own.atLeast(role);
    }

    void had(NodeId node, Role role) {
        highest.merge(node, role, (before, now) -> before.atLeast(now) ? before : now);
    }

    void sit(Seat seat) {
        had(seat.who().id(), seat.role());
        NodeId node = seat.who().id();
        if (!removed.contains(node)) {
            (successors.containsKey(node) ? before : seats).put(node, seat);
        }
    }

    void remove(NodeId node) {
        removed.add(node);
        seats.remove(node);
        before.remove(node);
    }

    void succeed(NodeId node, NodeId successor) {
        successors.put(node, successor);
        Seat seat = seats.remove(node);
        if (seat != null) {
            before.put(node, seat);
        }
    }

    /** Follows an operation that is rightful here and has in its past everything that made this roster. */
    void apply(Vertex vertex) {
        Action action = vertex.operation().action();
        int number = vertex.number();
        if (action instanceof Action.Genesis genesis) {
            sit(new Seat(genesis.founder(), Role.OWNER, number, number));
        } else if (action instanceof Action.Add add) {
            sit(new Seat(add.newcomer(), add.role(), number, number));
        } else if (action instanceof Action.Succeed succeed) {
            succeed(vertex.operation().author(), succeed.successor().id());
            sit(new Seat(succeed.successor(), vertex.standing().role(), number, number));
        } else if (action instanceof Action.Remove remove) {
            remove(remove.node());
        } else if (action instanceof Action.Assign assign) {
            Seat before = seats.get(assign.node());
            if (before != null) {
                sit(new Seat(before.who(), assign.role(), before.add(), number));
            }
        }
    }
}
