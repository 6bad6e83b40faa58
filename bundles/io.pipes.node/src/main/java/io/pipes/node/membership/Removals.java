// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.id.IdentityId;
import io.pipes.base.id.InvitationId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whom others removed, as far as that counts now. Whoever left by itself was not removed.
 *
 * <p>Looks through the whole log, which is cheap beside the signatures of a join.
 */
final class Removals {
    private final Dag dag;
    private final Kin kin;

    /** The removals of each node, also those of a node that took its place: it is the same person. */
    private final Map<NodeId, BitSet> byTarget = new HashMap<>();

    Removals(LogState log) {
        dag = log.dag();
        BitSet valid = log.valid();
        kin = new Kin(dag, valid);
        valid.stream().forEach(this::enter);
    }

    private void enter(int number) {
        Operation operation = dag.operation(number);
        if (operation.action() instanceof Action.Remove remove && !remove.node().equals(operation.author())) {
            enter(remove.node(), number);
            kin.of(remove.node()).forEach(node -> enter(node, number));
        }
    }

    private void enter(NodeId node, int number) {
        byTarget.computeIfAbsent(node, any -> new BitSet()).set(number);
    }

    /** Whether somebody was removed whom this issuer had let in by this invitation. */
    boolean endedAny(NodeId issuer, InvitationId invitation) {
        for (int n = 0; n < dag.size() && !byTarget.isEmpty(); n++) {
            Operation operation = dag.operation(n);
            if (operation.author().equals(issuer)
                    && operation.action() instanceof Action.Add add
                    && invitation.equals(add.invitation())
                    && byTarget.containsKey(add.newcomer().id())) {
                return true;
            }
        }
        return false;
    }

    /** Whether a node of this identity was removed by an operation that is not in the past of what was known then. */
    boolean endedSince(List<OperationId> known, IdentityId identity) {
        BitSet past = dag.closure(known.stream()
                .map(dag::number)
                .filter(Objects::nonNull)
                .mapToInt(Integer::intValue)
                .toArray());
        for (int n = 0; n < dag.size() && !byTarget.isEmpty(); n++) {
            boolean ended = dag.operation(n)
                    .action()
                    .letIn()
                    .filter(who -> who.identity().equals(identity))
                    .filter(who -> isOutside(past, byTarget.get(who.id())))
                    .isPresent();
            if (ended) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOutside(BitSet past, @Nullable BitSet removals) {
        if (removals == null) {
            return false;
        }
        BitSet later = (BitSet) removals.clone();
        later.andNot(past);
        return !later.isEmpty();
    }
}
