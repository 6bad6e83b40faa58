// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.base.id.NodeId;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Who has a link to whom at one moment. */
record Overlay(Map<NodeId, Set<NodeId>> links) {
    static Overlay of(SimulatedPipes pipes) {
        Map<NodeId, Set<NodeId>> links = new TreeMap<>();
        pipes.nodes().stream().filter(SimulatedNode::isRunning).forEach(node -> links.put(node.id(), node.peers()));
        return new Overlay(links);
    }

    /** How many links it is from a node to the one that is farthest away. */
    int eccentricity(SimulatedNode from) {
        Map<NodeId, Integer> distances = new TreeMap<>(Map.of(from.id(), 0));
        ArrayDeque<NodeId> next = new ArrayDeque<>(distances.keySet());
        int farthest = 0;
        while (!next.isEmpty()) {
            NodeId here = next.remove();
            farthest = distances.get(here);
            for (NodeId there : links.getOrDefault(here, Set.of())) {
                if (distances.putIfAbsent(there, farthest + 1) == null) {
                    next.add(there);
                }
            }
        }
        return farthest;
    }
}
