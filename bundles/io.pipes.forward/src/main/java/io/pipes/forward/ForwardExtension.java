// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.forward;

import io.pipes.spi.local.LocalForwards;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.socket.Sockets;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Brings port forwarding to every node. */
@Component(service = NodeExtension.class)
public final class ForwardExtension implements NodeExtension {
    private final Sockets sockets;

    @Activate
    public ForwardExtension(@Reference Sockets sockets) {
        this.sockets = sockets;
    }

    @Override
    public String name() {
        return "forward";
    }

    /** Ports of this machine mean nothing on the one where a backup is restored. */
    @Override
    public Collection<String> ownAreas() {
        return List.of("forward/");
    }

    @Override
    public CompletionStage<Attachment> attach(NodeContext node) {
        NodeForwards forwards = new NodeForwards(node, sockets);
        return forwards.begin().thenApply(begun -> {
            node.offer(LocalForwards.class, forwards);
            return () -> {
                forwards.stop();
                return CompletableFuture.completedFuture(null);
            };
        });
    }
}
