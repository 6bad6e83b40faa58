// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Whom else the end of a node's right has to reach: those whose place it took, and those to whom these handed the place on by a larger hash
 * than the one that led to the node, with all behind them. They are no members, but have keys that could act as if they did not know. Never
 * reaches the node that has the place from one that lost it.
 */
final class Kin {
    private final Dag dag;
    private final BitSet set;

    /** @param set the successions that are looked at are among these operations */
    Kin(Dag dag, BitSet set) {
        this.dag = dag;
        this.set = set;
    }

    /** Without the node itself. */
    Set<NodeId> of(NodeId node) {
        Set<NodeId> kin = new TreeSet<>();
        Set<NodeId> looked = new TreeSet<>(Set.of(node));
        Deque<NodeId> open = new ArrayDeque<>(looked);
        while (!open.isEmpty()) {
            NodeId next = open.remove();
            for (NodeId former : formers(next)) {
                kin.add(former);
                addBehind(losers(former, next), kin);
                if (looked.add(former)) {
                    open.add(former);
                }
            }
        }
        kin.remove(node);
        return kin;
    }

    private List<NodeId> formers(NodeId node) {
        return successions(dag.claims().of(node).stream().boxed())
                .map(Operation::author)
                .toList();
    }

    private List<NodeId> losers(NodeId author, NodeId winner) {
        Map<NodeId, OperationId> best = new TreeMap<>();
        successionsBy(author).forEach(succession -> best.merge(successor(succession), succession.id(), Kin::smaller));
        OperationId won = best.get(winner);
        return best.keySet().stream()
                .filter(other -> best.get(other).compareTo(won) > 0)
                .toList();
    }

    /** Without recursion: a peer decides how long the chains are. */
    private void addBehind(List<NodeId> losers, Set<NodeId> kin) {
        Deque<NodeId> open = new ArrayDeque<>(losers);
        while (!open.isEmpty()) {
            NodeId next = open.remove();
            if (kin.add(next)) {
                successionsBy(next).map(Kin::successor).forEach(open::add);
            }
        }
    }

    private Stream<Operation> successionsBy(NodeId author) {
        return successions(dag.by(author).stream());
    }

    private Stream<Operation> successions(Stream<Integer> numbers) {
        return numbers.filter(set::get)
                .map(dag::operation)
                .filter(operation -> operation.action() instanceof Action.Succeed);
    }

    private static NodeId successor(Operation succession) {
        return ((Action.Succeed) succession.action()).successor().id();
    }

    private static OperationId smaller(OperationId one, OperationId other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
