// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing;

import io.pipes.routing.circuit.RelayBudget;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/** Brings ways through other members to every node. */
@Component(service = NodeExtension.class, configurationPid = "io.pipes.routing")
@Designate(ocd = RoutingConfig.class)
public final class RoutingExtension implements NodeExtension {
    private final RelayBudget budget;

    @Activate
    public RoutingExtension(RoutingConfig config) {
        this(Relaying.parse(config.relay()));
    }

    /** @param relaying what the nodes of this process carry for others, all together */
    public RoutingExtension(Relaying relaying) {
        budget = new RelayBudget(relaying.bytes());
    }

    @Override
    public String name() {
        return "routing";
    }

    @Override
    public CompletionStage<Attachment> attach(NodeContext node) {
        return RoutingAttachment.begin(node, budget);
    }
}
