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
 * Which heads a new operation names: all, or when one operation cannot name so many, those on which its own right rests, the one that its
 * author's last one leads to, those behind the newest removals and roles, and then those that have been here longest.
 *
 * <p>The order of arrival is this node's own, so nobody who makes heads without end can keep another one from ever being named. Nor can it
 * keep those from being named soon by which rights end, for what is said without knowing them may be of no use: they are by admins.
 */
final class Parents {
    /** So many places are taken before heads are named only for being old. */
    private static final int CHOSEN = 12;

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
        requireLastOf(author);
        requireEndings();
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

    /** So what one author says stays in order. */
    private void requireLastOf(NodeId author) {
        List<Integer> own = log.dag().by(author);
        if (!own.isEmpty()) {
            requirePast(own.get(own.size() - 1));
        }
    }

    /** The newest first. */
    private void requireEndings() {
        BitSet valid = log.valid();
        BitSet past = pastOfChosen();
        for (int number = valid.length() - 1; number >= 0 && chosen.size() < CHOSEN; number--) {
            if (valid.get(number)
                    && !past.get(number)
                    && mayEnd(log.dag().operation(number).action())) {
                requirePast(number);
                past = pastOfChosen();
            }
        }
    }

    private static boolean mayEnd(Action action) {
        return action instanceof Action.Remove || action instanceof Action.Assign;
    }

    private BitSet pastOfChosen() {
        return log.dag().closure(chosen.stream().mapToInt(Integer::intValue).toArray());
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
