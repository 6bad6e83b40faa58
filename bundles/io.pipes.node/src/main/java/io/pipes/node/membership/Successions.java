// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.id.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who took whose place. Of several nodes to which one node has handed its place on, without knowing, the one with the smaller hash has it;
 * the others, and whoever they handed it on to, are as if they had handed it on to that one at once: what they did counts, but they are no
 * members.
 */
final class Successions {
    private final Map<NodeId, List<Operation>> byAuthor = new TreeMap<>();
    private final Map<NodeId, NodeId> found = new TreeMap<>();

    /** @param valid the operations that count */
    Successions(Dag dag, BitSet valid) {
        valid.stream()
                .mapToObj(dag::operation)
                .filter(operation -> operation.action() instanceof Action.Succeed)
                .forEach(succession -> byAuthor.computeIfAbsent(succession.author(), none -> new ArrayList<>(1))
                        .add(succession));
    }

    /** Those that are no members any more, with who is one instead. */
    Map<NodeId, NodeId> find() {
        Map<NodeId, NodeId> winners = new TreeMap<>();
        byAuthor.forEach((author, all) -> winners.put(author, winner(all)));
        found.putAll(winners);
        byAuthor.forEach((author, all) -> lose(all, winners.get(author)));
        return found;
    }

    /** Without recursion: a peer decides how long the chains are. */
    private void lose(List<Operation> successions, NodeId winner) {
        Deque<Operation> open = new ArrayDeque<>(successions);
        while (!open.isEmpty()) {
            NodeId loser = successor(open.remove());
            if (!loser.equals(winner) && !winner.equals(found.put(loser, winner))) {
                open.addAll(byAuthor.getOrDefault(loser, List.of()));
            }
        }
    }

    private static NodeId winner(List<Operation> all) {
        return successor(all.stream().min(Comparator.comparing(Operation::id)).orElseThrow());
    }

    private static NodeId successor(Operation succession) {
        return ((Action.Succeed) succession.action()).successor().id();
    }
}
