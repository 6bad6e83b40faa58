// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.network.Role;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Membership;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds those who might write once and may not now, and which operations took that from them. Looks through the whole log. */
final class FormerWriters {
    private final LogState log;
    private final Members members;
    private final Map<NodeId, List<Membership.Ending>> found = new TreeMap<>();

    FormerWriters(LogState log, Members members) {
        this.log = log;
        this.members = members;
    }

    /** @param valid the operations that count */
    Map<NodeId, List<Membership.Ending>> find(BitSet valid) {
        valid.stream()
                .boxed()
                .sorted(log.dag().canonical)
                .map(log.dag()::operation)
                .forEach(this::look);
        return Collections.unmodifiableMap(found);
    }

    private void look(Operation operation) {
        if (operation.action() instanceof Action.Remove remove) {
            enter(remove.node(), operation);
        } else if (operation.action() instanceof Action.Assign assign
                && !assign.role().atLeast(Role.WRITER)) {
            enter(assign.node(), operation);
        }
    }

    private void enter(NodeId node, Operation operation) {
        if (log.roster().everWrote(node) && !mayWrite(node)) {
            found.computeIfAbsent(node, none -> new ArrayList<>())
                    .add(new Membership.Ending(operation.id(), operation.wallMillis()));
        }
    }

    private boolean mayWrite(NodeId node) {
        return members.find(node)
                .filter(member -> member.role().atLeast(Role.WRITER))
                .isPresent();
    }
}
