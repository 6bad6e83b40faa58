// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.network.Role;
import io.pipes.base.id.NodeId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which operation gives a member its seat and its role, when several claim to.
 *
 * <p>A later one replaces those in its past. Of those that remain, made without knowledge of each other, the one whose author had the
 * higher role counts; among equals the one that gives the weaker role; then the smaller hash.
 */
final class Grants {
    private final Dag dag;
    private final Comparator<Integer> byRole;
    private final Map<NodeId, List<Integer>> adds = new HashMap<>();
    private final Map<NodeId, List<Integer>> all = new HashMap<>();

    private Grants(Dag dag) {
        this.dag = dag;
        Comparator<Integer> byAuthor =
                Comparator.comparingInt(n -> dag.vertex(n).standing().role().code());
        byRole = byAuthor.thenComparing(n -> -role(n).code())
                .thenComparing(n -> dag.operation(n).id());
    }

    /** The roster that follows from operations that all count. */
    static Roster roster(Dag dag, BitSet valid) {
        Grants grants = new Grants(dag);
        Roster roster = new Roster();
        for (int n = valid.nextSetBit(0); n >= 0; n = valid.nextSetBit(n + 1)) {
            if (dag.operation(n).action() instanceof Action.Remove remove) {
                roster.remove(remove.node());
            } else {
                grants.enter(n);
            }
        }
        new Successions(dag, valid).find().forEach(roster::succeed);
        grants.adds.values().forEach(own -> roster.sit(grants.seat(own)));
        grants.all.forEach((node, claims) -> claims.forEach(n -> roster.had(node, grants.role(n))));
        return roster;
    }

    private void enter(int number) {
        Action action = dag.operation(number).action();
        if (action.letIn().isPresent()) {
            add(adds, newcomer(number).id(), number);
            add(all, newcomer(number).id(), number);
        } else if (action instanceof Action.Assign assign) {
            add(all, assign.node(), number);
        }
    }

    private Seat seat(List<Integer> ownAdds) {
        int add = ownAdds.stream().min(dag.byClaim).orElseThrow();
        Newcomer who = newcomer(add);
        List<Integer> claims = all.get(who.id());
        int grant = claims.size() == 1 ? add : newest(claims);
        return new Seat(who, role(grant), add, grant);
    }

    private int newest(List<Integer> claims) {
        return claims.stream()
                .filter(a -> claims.stream().noneMatch(b -> dag.past(b).get(a)))
                .min(byRole)
                .orElseThrow();
    }

    private Newcomer newcomer(int number) {
        return dag.operation(number).action().letIn().orElseThrow();
    }

    private Role role(int number) {
        Action action = dag.operation(number).action();
        if (action instanceof Action.Add add) {
            return add.role();
        } else if (action instanceof Action.Succeed) {
            return dag.vertex(number).standing().role();
        }
        return action instanceof Action.Assign assign ? assign.role() : Role.OWNER;
    }

    private static void add(Map<NodeId, List<Integer>> map, NodeId node, int number) {
        map.computeIfAbsent(node, any -> new ArrayList<>(2)).add(number);
    }
}
