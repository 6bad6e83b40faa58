// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing;

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
        this(RelayBudget.parse(config.relay()));
    }

    /** @param budget what each node carries for others */
    public RoutingExtension(RelayBudget budget) {
        this.budget = budget;
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
