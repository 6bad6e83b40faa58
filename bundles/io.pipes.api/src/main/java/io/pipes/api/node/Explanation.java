// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.node;

import io.pipes.base.id.NodeId;
import java.util.List;

/**
 * Why a node is reached as it is.
 *
 * @param hops how many links away: 1 is direct; 0 when it cannot be reached now
 * @param route the nodes on the way, the node itself at the end; empty when it cannot be reached
 * @param candidates what was tried to reach it, or would be
 * @param reason a sentence or two: why this route, and what would make it direct
 */
public record Explanation(NodeId node, int hops, List<NodeId> route, List<Candidate> candidates, String reason) {
    public Explanation {
        route = List.copyOf(route);
        candidates = List.copyOf(candidates);
    }

    /**
     * One way to the node.
     *
     * @param address where it was called, or the node that the way leads through
     * @param kind {@code direct} or {@code relayed}
     * @param result {@code in use}, {@code not tried}, or what came of it
     */
    public record Candidate(String address, String kind, String result) {}
}
