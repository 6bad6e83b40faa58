// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.network.Role;
import io.pipes.base.id.NodeId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Which operations of a set count, once the removals in it have had their effect.
 *
 * <p>A removal voids what its target did outside of the removal's past, and everything whose author owes membership or role to something
 * void. Removals may void each other; {@link Contest} decides.
 */
final class Removals {
    private final Dag dag;
    private final BitSet set;

    /** Removals and assignments that protect from them, in no particular order. */
    private final List<Integer> rivals = new ArrayList<>();

    /** What each rival voids if it counts itself; null for nothing. */
    private final List<BitSet> reaches = new ArrayList<>();

    private Removals(Dag dag, BitSet set) {
        this.dag = dag;
        this.set = set;
    }

    /** The operations of the set that count. The set must hold the past of all its operations. */
    static BitSet valid(Dag dag, BitSet set) {
        BitSet valid = (BitSet) set.clone();
        new Removals(dag, set).voidFrom(valid);
        return valid;
    }

    private void voidFrom(BitSet valid) {
        boolean anyCuts = false;
        for (int n = set.nextSetBit(0); n >= 0; n = set.nextSetBit(n + 1)) {
            Action action = dag.operation(n).action();
            if (action instanceof Action.Remove remove) {
                BitSet reach = reach(n, remove.node());
                anyCuts |= !reach.isEmpty();
                enter(n, reach);
            } else if (action instanceof Action.Assign assign && assign.role() == Role.OWNER) {
                enter(n, new BitSet());
            }
        }
        if (rivals.isEmpty()) {
            return;
        }
        Contest contest = new Contest(rivals.size(), (a, b) -> dag.compareRank(rivals.get(a), rivals.get(b)));
        boolean contested = anyCuts && enterCuts(contest);
        contested |= enterProtection(contest);
        BitSet winners = contested ? contest.winners() : null;
        for (int i = 0; i < rivals.size(); i++) {
            if (winners == null || winners.get(i)) {
                valid.andNot(reaches.get(i));
            } else {
                valid.clear(rivals.get(i));
            }
        }
    }

    private void enter(int number, BitSet reach) {
        rivals.add(number);
        reaches.add(reach);
    }

    /** What would be void because of this removal. */
    private BitSet reach(int removal, NodeId target) {
        BitSet reach = new BitSet();
        for (int own : dag.by(target)) {
            if (own != removal && set.get(own) && !dag.past(removal).get(own)) {
                reach.set(own);
            }
        }
        int first = reach.nextSetBit(0);
        for (int n = first < 0 ? -1 : set.nextSetBit(first + 1); n >= 0; n = set.nextSetBit(n + 1)) {
            Standing standing = dag.vertex(n).standing();
            if (reach.get(standing.add()) || reach.get(standing.grant())) {
                reach.set(n);
            }
        }
        return reach;
    }

    private boolean enterCuts(Contest contest) {
        boolean any = false;
        for (int a = 0; a < rivals.size(); a++) {
            BitSet reach = reaches.get(a);
            for (int b = 0; b < rivals.size() && !reach.isEmpty(); b++) {
                if (reach.get(rivals.get(b))) {
                    contest.attack(a, b);
                    any = true;
                }
            }
        }
        return any;
    }

    /** Whom an owner made an owner cannot be removed by a lower one who claims not to have known. */
    private boolean enterProtection(Contest contest) {
        boolean any = false;
        for (int a = 0; a < rivals.size(); a++) {
            if (dag.operation(rivals.get(a)).action() instanceof Action.Assign assign) {
                for (int b = 0; b < rivals.size(); b++) {
                    if (protects(rivals.get(a), assign.node(), rivals.get(b))) {
                        contest.attack(a, b);
                        any = true;
                    }
                }
            }
        }
        return any;
    }

    private boolean protects(int assignment, NodeId node, int rival) {
        return dag.operation(rival).action() instanceof Action.Remove remove
                && remove.node().equals(node)
                && !dag.operation(rival).author().equals(node)
                && dag.vertex(rival).standing().role() != Role.OWNER
                && !dag.past(rival).get(assignment)
                && !dag.past(assignment).get(rival);
    }
}
