// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.node;

import io.pipes.base.id.NodeId;
import java.time.Duration;
import java.util.List;

/**
 * A way to a member.
 *
 * @param nodes those it leads through and the member itself at the end; one for a peer
 * @param roundTrip what is known of it, summed over the links; a coarse figure, since links are advertised in classes
 */
public record Route(List<NodeId> nodes, Duration roundTrip) {
    public Route {
        nodes = List.copyOf(nodes);
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("A route has an end");
        }
    }

    /** How many links it has. */
    public int hops() {
        return nodes.size();
    }

    /** The peer with whom it begins. */
    public NodeId first() {
        return nodes.get(0);
    }
}
