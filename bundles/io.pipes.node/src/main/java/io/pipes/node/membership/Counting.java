// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.id.NodeId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which operations of a set count: a removal, an assignment or an add may make others void, and with them what rests on them (see {@link Reach}).
 * They may make each other void; {@link Contest} decides.
 */
final class Counting {
    private final Dag dag;
    private final BitSet set;

    /** Removals, assignments, and those that give one key to two nodes. */
    private final List<Integer> rivals = new ArrayList<>();

    /** The removals and assignments of them, by the node they are about. */
    private final Map<NodeId, List<Integer>> about = new HashMap<>();

    private Counting(Dag dag, BitSet set) {
        this.dag = dag;
        this.set = set;
    }

    /** The operations of the set that count. The set must hold the past of all its operations. */
    static BitSet of(Dag dag, BitSet set) {
        Counting counting = new Counting(dag, set);
        counting.findRivals();
        return counting.rivals.isEmpty() ? (BitSet) set.clone() : counting.valid();
    }

    private void findRivals() {
        boolean twins = dag.claims().hasTwins();
        for (int n = set.nextSetBit(0); n >= 0; n = set.nextSetBit(n + 1)) {
            Action action = dag.operation(n).action();
            if (action instanceof Action.Remove remove) {
                enter(remove.node(), n);
            } else if (action instanceof Action.Assign assign) {
                enter(assign.node(), n);
            } else if (twins && dag.twins(n).intersects(set)) {
                rivals.add(n);
            }
        }
    }

    private void enter(NodeId node, int number) {
        rivals.add(number);
        about.computeIfAbsent(node, any -> new ArrayList<>(2)).add(number);
    }

    private BitSet valid() {
        Reach reach = new Reach(dag, set, about);
        List<BitSet> reaches = rivals.stream().map(reach::of).toList();
        BitSet winners = winners(reaches);
        BitSet gone = new BitSet();
        for (int i = 0; i < rivals.size(); i++) {
            if (winners.get(i)) {
                gone.or(reaches.get(i));
            } else {
                gone.set(rivals.get(i));
            }
        }
        reach.spread(gone);
        BitSet valid = (BitSet) set.clone();
        valid.andNot(gone);
        return valid;
    }

    /** By their places among the rivals. */
    private BitSet winners(List<BitSet> reaches) {
        Contest contest = new Contest(rivals.size(), (a, b) -> dag.compareRank(rivals.get(a), rivals.get(b)));
        boolean contested = false;
        for (int a = 0; a < rivals.size(); a++) {
            BitSet reach = reaches.get(a);
            for (int b = 0; b < rivals.size() && !reach.isEmpty(); b++) {
                if (reach.get(rivals.get(b))) {
                    contest.attack(a, b);
                    contested = true;
                }
            }
        }
        if (contested) {
            return contest.winners();
        }
        BitSet all = new BitSet();
        all.set(0, rivals.size());
        return all;
    }
}
