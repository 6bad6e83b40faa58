// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.node;

import io.pipes.pipeline.PipelineExtension;
import io.pipes.pipeline.held.HeldRules;
import io.pipes.routing.RelayBudget;
import io.pipes.routing.RoutingExtension;
import io.pipes.runtime.NettyLoops;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.transport.Transport;
import io.pipes.transport.tcp.TcpLimits;
import io.pipes.transport.tcp.TcpTransport;

/** What all nodes of a process share, as they do in production: its threads, its network and the bundles that live on nodes. */
public record Machine(NettyLoops loops, Transport transport, NodeExtension routing, NodeExtension pipelines) {
    public static Machine start() {
        NettyLoops loops = NettyLoops.start();
        return new Machine(
                loops,
                new TcpTransport(TcpLimits.DEFAULT, loops),
                new RoutingExtension(RelayBudget.MEMBERS),
                new PipelineExtension("benchmark", HeldRules.DEFAULT));
    }
}
