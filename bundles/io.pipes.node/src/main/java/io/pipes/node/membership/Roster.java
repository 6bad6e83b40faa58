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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who is a member in one state of the log, and who was removed. */
final class Roster {
    private final Map<NodeId, Seat> seats = new HashMap<>();
    private final Set<NodeId> removed = new HashSet<>();
    private final Map<NodeId, Role> highest = new HashMap<>();

    @Nullable
    Seat seat(NodeId node) {
        return seats.get(node);
    }

    boolean isRemoved(NodeId node) {
        return removed.contains(node);
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
        if (!removed.contains(seat.who().id())) {
            seats.put(seat.who().id(), seat);
        }
    }

    void remove(NodeId node) {
        removed.add(node);
        seats.remove(node);
    }

    /** Follows an operation that is rightful here and has in its past everything that made this roster. */
    void apply(Vertex vertex) {
        Action action = vertex.operation().action();
        int number = vertex.number();
        if (action instanceof Action.Genesis genesis) {
            sit(new Seat(genesis.founder(), Role.OWNER, number, number));
        } else if (action instanceof Action.Add add) {
            sit(new Seat(add.newcomer(), add.role(), number, number));
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
