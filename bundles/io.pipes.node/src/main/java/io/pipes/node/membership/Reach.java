// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.network.Role;
import io.pipes.base.id.NodeId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * What a removal, an assignment or an add makes void if it counts itself.
 *
 * <p>A removal: what its target and its {@link Kin} did outside of the removal's past. An assignment: what they did at the same time with more than the
 * role it gives; what others of a lower role assigned to the target at the same time; and, when it makes the target an owner, removals of
 * it, and adds of others with a key of its own, by a lower role at the same time. An add: those of other nodes that claim one of the same
 * keys, which was always at the same time, with less of a claim. Then everything whose author owes seat or role to something void.
 */
final class Reach {
    private final Dag dag;
    private final BitSet set;
    private final Map<NodeId, List<Integer>> about;
    private final Kin kin;

    /**
     * @param about removals and assignments in the set, by the node they are about
     */
    Reach(Dag dag, BitSet set, Map<NodeId, List<Integer>> about) {
        this.dag = dag;
        this.set = set;
        this.about = about;
        kin = new Kin(dag, set);
    }

    BitSet of(int number) {
        BitSet reach = new BitSet();
        if (dag.operation(number).action() instanceof Action.Remove remove) {
            ofRemoval(number, remove.node(), reach);
        } else if (dag.operation(number).action() instanceof Action.Assign assign) {
            ofAssignment(number, assign, reach);
        } else {
            ofAdd(number, reach);
        }
        spread(reach);
        return reach;
    }

    private void ofRemoval(int removal, NodeId target, BitSet reach) {
        for (int own : withKin(removal, target)) {
            if (own != removal && set.get(own) && !dag.past(removal).get(own)) {
                reach.set(own);
            }
        }
    }

    /**
     * What a node did, and what its kin did: who has that node may have their keys, and would come back by them. Who leaves by itself has
     * nothing to come back from.
     */
    private List<Integer> withKin(int about, NodeId target) {
        List<Integer> all = new ArrayList<>(dag.by(target));
        if (!dag.operation(about).author().equals(target)) {
            kin.of(target).forEach(other -> all.addAll(dag.by(other)));
        }
        return all;
    }

    private void ofAssignment(int assignment, Action.Assign assign, BitSet reach) {
        for (int own : withKin(assignment, assign.node())) {
            Role needed = dag.vertex(own).standing().needed();
            if (set.get(own) && !assign.role().atLeast(needed) && concurrent(assignment, own)) {
                reach.set(own);
            }
        }
        Role giver = dag.vertex(assignment).standing().role();
        for (int rival : about.getOrDefault(assign.node(), List.of())) {
            if (isOverruled(rival, giver, assign) && concurrent(assignment, rival)) {
                reach.set(rival);
            }
        }
        if (assign.role() == Role.OWNER) {
            ofOwner(assignment, assign.node(), giver, reach);
        }
    }

    /** An owner is not removed by a lower one, and so not by way of its keys either. */
    private void ofOwner(int assignment, NodeId owner, Role giver, BitSet reach) {
        dag.claims().of(owner).stream()
                .mapToObj(dag::twins)
                .flatMapToInt(BitSet::stream)
                .filter(twin -> set.get(twin)
                        && !dag.vertex(twin).standing().role().atLeast(giver)
                        && concurrent(assignment, twin))
                .forEach(reach::set);
    }

    private void ofAdd(int add, BitSet reach) {
        dag.twins(add).stream()
                .filter(twin -> set.get(twin) && dag.byClaim.compare(add, twin) < 0)
                .forEach(reach::set);
    }

    private boolean isOverruled(int rival, Role giver, Action.Assign assign) {
        Operation other = dag.operation(rival);
        boolean lower = !dag.vertex(rival).standing().role().atLeast(giver);
        if (other.action() instanceof Action.Assign) {
            return lower;
        }
        return lower && assign.role() == Role.OWNER && !other.author().equals(assign.node());
    }

    private boolean concurrent(int a, int b) {
        return a != b && !dag.past(a).get(b) && !dag.past(b).get(a);
    }

    /** Adds what rests on something in it. */
    void spread(BitSet reach) {
        int first = reach.nextSetBit(0);
        for (int n = first < 0 ? -1 : set.nextSetBit(first + 1); n >= 0; n = set.nextSetBit(n + 1)) {
            Standing standing = dag.vertex(n).standing();
            if (reach.get(standing.add()) || reach.get(standing.grant())) {
                reach.set(n);
            }
        }
    }
}
