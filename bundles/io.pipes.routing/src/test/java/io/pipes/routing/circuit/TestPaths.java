// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.id.NodeId;
import io.pipes.routing.Paths;
import io.pipes.spi.node.Route;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Shortest ways over the cables that a node believes in. */
final class TestPaths implements Paths {
    private final TestNetwork network;
    private final TestNode self;
    final Set<Set<NodeId>> avoided = new LinkedHashSet<>();
    final Map<NodeId, Integer> doubted = new HashMap<>();
    int asked;

    TestPaths(TestNetwork network, TestNode self) {
        this.network = network;
        this.self = self;
    }

    @Override
    public Optional<Route> route(NodeId member) {
        asked++;
        Map<NodeId, NodeId> before = new HashMap<>();
        ArrayDeque<NodeId> open = new ArrayDeque<>();
        open.add(self.id());
        while (!open.isEmpty() && !before.containsKey(member)) {
            NodeId at = open.poll();
            for (NodeId next : network.neighbours(at)) {
                boolean fresh = !next.equals(self.id()) && !before.containsKey(next);
                if (fresh && !avoided.contains(Set.of(at, next))) {
                    before.put(next, at);
                    open.add(next);
                }
            }
        }
        return before.containsKey(member) ? Optional.of(way(before, member)) : Optional.empty();
    }

    private Route way(Map<NodeId, NodeId> before, NodeId member) {
        LinkedList<NodeId> nodes = new LinkedList<>();
        for (NodeId at = member; !at.equals(self.id()); at = before.get(at)) {
            nodes.addFirst(at);
        }
        return new Route(nodes, Duration.ZERO);
    }

    @Override
    public void avoid(NodeId one, NodeId other) {
        avoided.add(Set.of(one, other));
    }

    @Override
    public void doubt(Collection<NodeId> relays, int weight) {
        relays.forEach(relay -> doubted.merge(relay, weight, Integer::sum));
    }
}
