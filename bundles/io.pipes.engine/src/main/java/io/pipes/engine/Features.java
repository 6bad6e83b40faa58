// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.engine;

import io.pipes.forward.ForwardExtension;
import io.pipes.pipeline.PipelineExtension;
import io.pipes.presence.PresenceExtension;
import io.pipes.routing.RelayBudget;
import io.pipes.routing.RoutingExtension;
import io.pipes.service.ServiceExtension;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.socket.Sockets;
import io.pipes.stream.StreamExtension;
import java.util.List;

/** The features that every node has, with the settings of a container in which nobody set anything. A new feature is a line here. */
final class Features {
    private Features() {}

    /** @param process tells this process from all others that ever used the same home */
    static List<NodeExtension> of(String process, Sockets sockets) {
        return List.of(
                new RoutingExtension(RelayBudget.MEMBERS),
                PipelineExtension.usual(process),
                new PresenceExtension(),
                new ServiceExtension(),
                new StreamExtension(),
                new ForwardExtension(sockets));
    }
}
