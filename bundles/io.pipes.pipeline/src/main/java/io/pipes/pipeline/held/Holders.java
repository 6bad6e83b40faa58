// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Router;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who should hold letters for a member: those that can be reached now, in an order that is another one for each recipient and the same for
 * all senders (rendezvous hashing), so that the load is spread and a recipient finds its letters at few places.
 */
final class Holders {
    private final NodeContext node;

    Holders(NodeContext node) {
        this.node = node;
    }

    /** Members to which there is a way, as far as one knows. */
    Set<NodeId> reachable() {
        Set<NodeId> reachable = new TreeSet<>(node.links().linked());
        Optional<Router> router = node.routing().router();
        router.ifPresent(ways -> reachable.addAll(ways.reachable()));
        return reachable;
    }

    /** Those that may be asked, the best first. */
    List<NodeId> ranked(NodeId recipient, Set<NodeId> reachable, Set<NodeId> except) {
        Map<Bytes, NodeId> ranked = new TreeMap<>();
        for (Member member : node.membership().members()) {
            NodeId id = member.id();
            boolean may = !id.equals(node.id())
                    && !id.equals(recipient)
                    && member.role() != Role.RELAY
                    && reachable.contains(id)
                    && !except.contains(id);
            if (may) {
                ranked.put(node.suite().hash(recipient.bytes(), id.bytes()), id);
            }
        }
        return List.copyOf(ranked.values());
    }
}
