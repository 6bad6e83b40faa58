// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing;

import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Component;

/** Brings ways through other members to every node. */
@Component(service = NodeExtension.class)
public final class RoutingExtension implements NodeExtension {
    @Override
    public String name() {
        return "routing";
    }

    @Override
    public CompletionStage<Attachment> attach(NodeContext node) {
        return CompletableFuture.completedFuture(() -> CompletableFuture.completedFuture(null));
    }
}
