// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which heads a new operation names: all, or when one operation cannot name so many, those on which its own right rests and then those
 * that have been here longest.
 *
 * <p>The order of arrival is this node's own, so nobody who makes heads without end can keep another one from ever being named.
 */
final class Parents {
    private final LogState log;
    private final TreeSet<Integer> chosen = new TreeSet<>();

    private Parents(LogState log) {
        this.log = log;
    }

    /** At most {@link Operation#MAX_PARENTS}, in order of id. */
    static List<OperationId> of(LogState log, NodeId author, Action action) {
        List<OperationId> heads = log.dag().heads();
        return heads.size() <= Operation.MAX_PARENTS ? heads : new Parents(log).some(author, action);
    }

    private List<OperationId> some(NodeId author, Action action) {
        require(log.roster().seat(author));
        if (action instanceof Action.Remove remove) {
            requireOf(remove.node());
        } else if (action instanceof Action.Assign assign) {
            require(log.roster().seat(assign.node()));
        }
        for (int head : new TreeSet<>(log.dag().headNumbers())) {
            if (chosen.size() < Operation.MAX_PARENTS) {
                chosen.add(head);
            }
        }
        return chosen.stream()
                .map(head -> log.dag().operation(head).id())
                .sorted()
                .toList();
    }

    /** Also its succession, if it was succeeded: what a removal does not know of what its target did is void. */
    private void requireOf(NodeId node) {
        Roster roster = log.roster();
        require(roster.seatNowOrBefore(node));
        roster.successor(node).map(roster::seatNowOrBefore).ifPresent(this::require);
    }

    private void require(@Nullable Seat seat) {
        if (seat != null) {
            requirePast(seat.add());
            requirePast(seat.grant());
        }
    }

    private void requirePast(int number) {
        BitSet future = log.dag().future(number);
        List<Integer> above = new ArrayList<>(new TreeSet<>(log.dag().headNumbers()));
        above.removeIf(head -> !future.get(head));
        if (above.stream().noneMatch(chosen::contains)) {
            chosen.add(above.get(0));
        }
    }
}
