// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing;

import io.pipes.routing.circuit.Circuits;
import io.pipes.routing.topology.Topology;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Routing on one node, from attachment to detachment. A successor begins with nothing but the numbers that were used: what is known of
 * others comes from the peers again.
 */
final class RoutingAttachment implements NodeExtension.Attachment {
    private final NodeContext node;
    private final Topology topology;
    private final Circuits circuits;

    private RoutingAttachment(NodeContext node, RelayBudget budget) {
        this.node = node;
        topology = new Topology(node, budget.relays());
        circuits = new Circuits(node, topology, budget);
    }

    static CompletionStage<NodeExtension.Attachment> begin(NodeContext node, RelayBudget budget) {
        RoutingAttachment attachment = new RoutingAttachment(node, budget);
        return attachment.topology.load().thenApply(loaded -> {
            attachment.open();
            return attachment;
        });
    }

    private void open() {
        topology.start();
        circuits.start();
        node.routing().offer(new NodeRouter(topology, circuits));
    }

    @Override
    public CompletionStage<Void> detach() {
        circuits.stop();
        topology.stop();
        return CompletableFuture.completedFuture(null);
    }
}
