// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.api.node.NodeInfo;
import io.pipes.api.node.NodeState;
import io.pipes.base.id.NodeId;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Who is linked to whom directly, at one moment. */
final class PeerGraph {
    private final Map<NodeId, Set<NodeId>> peers = new HashMap<>();

    static PeerGraph of(Collection<SimulatedNode> nodes) {
        PeerGraph graph = new PeerGraph();
        nodes.forEach(node -> graph.peers.put(node.id(), node.peers()));
        return graph;
    }

    /** Whether everybody reaches everybody over links that both sides have. */
    boolean isOneComponent() {
        Set<NodeId> reached = new HashSet<>();
        Deque<NodeId> next = new ArrayDeque<>(List.of(peers.keySet().iterator().next()));
        while (!next.isEmpty()) {
            NodeId node = next.remove();
            if (reached.add(node)) {
                peers.get(node).stream()
                        .filter(peer -> peers.getOrDefault(peer, Set.of()).contains(node))
                        .forEach(next::add);
            }
        }
        return reached.size() == peers.size();
    }

    /** How many direct links a node has that it initiated; only of those an address is known at which somebody answers. */
    static long outbound(SimulatedNode node) {
        return direct(node, info -> info.address().isPresent());
    }

    static long inbound(SimulatedNode node) {
        return direct(node, info -> info.address().isEmpty());
    }

    private static long direct(SimulatedNode node, Predicate<NodeInfo> which) {
        return node.network().nodes().stream()
                .filter(info -> info.state() == NodeState.CONNECTED)
                .filter(which)
                .count();
    }
}
