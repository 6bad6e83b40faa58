// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.network.Role;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Membership;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds those who had a role once and have a lower one or none now, and which operations took it from them. Looks through the whole log. */
final class FormerHolders {
    private final LogState log;
    private final BitSet valid;
    private final Members members;
    private final Role role;
    private final Map<NodeId, List<Integer>> ends = new TreeMap<>();

    /** @param valid the operations that count */
    FormerHolders(LogState log, Members members, BitSet valid, Role role) {
        this.log = log;
        this.valid = valid;
        this.members = members;
        this.role = role;
    }

    Map<NodeId, List<Membership.Ending>> find() {
        valid.stream().boxed().sorted(log.dag().canonical).forEach(this::look);
        Map<NodeId, List<Membership.Ending>> found = new TreeMap<>();
        ends.forEach((node, numbers) -> {
            if (!numbers.isEmpty() && log.roster().everHad(node, role) && !has(node)) {
                found.put(node, numbers.stream().map(this::ending).toList());
            }
        });
        return Collections.unmodifiableMap(found);
    }

    /** Of a node whose place another one took everything counts; whoever ends that one's right ends what the old keys may still write. */
    private void look(int number) {
        Action action = log.dag().operation(number).action();
        if (action instanceof Action.Remove remove) {
            withKin(remove.node()).forEach(node -> enter(node, number));
        } else if (action instanceof Action.Assign assign) {
            boolean has = assign.role().atLeast(role);
            withKin(assign.node()).forEach(node -> {
                if (has) {
                    giveBack(node, number);
                } else {
                    enter(node, number);
                }
            });
        }
    }

    private Collection<NodeId> withKin(NodeId node) {
        Collection<NodeId> all = new Kin(log.dag(), valid).of(node);
        all.add(node);
        return all;
    }

    private void enter(NodeId node, int number) {
        ends.computeIfAbsent(node, none -> new ArrayList<>()).add(number);
    }

    /** A demotion before is over: the node had the role again. A removal never is, also where it is the successor that goes on. */
    private void giveBack(NodeId node, int number) {
        List<Integer> before = ends.get(node);
        if (before != null) {
            BitSet past = log.dag().closure(new int[] {number});
            before.removeIf(end -> past.get(end) && isAssignment(end));
        }
    }

    private boolean isAssignment(int number) {
        return log.dag().operation(number).action() instanceof Action.Assign;
    }

    /** Who leaves by itself has no reason to hide anything: what has come when others hear of it counts. */
    private Membership.Ending ending(int number) {
        Operation operation = log.dag().operation(number);
        boolean left = operation.action() instanceof Action.Remove remove
                && remove.node().equals(operation.author());
        return new Membership.Ending(operation.id(), left ? Long.MAX_VALUE : operation.wallMillis());
    }

    private boolean has(NodeId node) {
        return members.find(node).filter(member -> member.role().atLeast(role)).isPresent();
    }
}
