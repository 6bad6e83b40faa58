// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.id.NodeId;
import io.pipes.node.link.Dialer;
import io.pipes.node.peering.Caller;
import io.pipes.spi.node.Router;
import io.pipes.spi.node.TrafficClass;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.TransportException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Other connections for the sessions of one node: where the last one led, and through others when that does not answer and there is a
 * way. Lives on the loop.
 */
final class NodeDialer implements Dialer {
    /** So often a direct connection is tried before one through others, which then take turns. */
    private static final int DIRECT_FIRST = 3;

    private final Caller caller;
    private final NodeRouting routing;

    NodeDialer(Caller caller, NodeRouting routing) {
        this.caller = caller;
        this.routing = routing;
    }

    @Override
    public CompletionStage<Connection> dial(NodeId peer, Address last, TrafficClass traffic, int failed) {
        boolean relayed = last.scheme().equals(Router.SCHEME);
        boolean around = failed >= DIRECT_FIRST && failed % 2 == 1 && wayAround(peer);
        return relayed || around ? through(peer, traffic) : caller.connect(last);
    }

    private boolean wayAround(NodeId peer) {
        return routing.route(peer).filter(route -> route.hops() > 1).isPresent();
    }

    private CompletionStage<Connection> through(NodeId peer, TrafficClass traffic) {
        Optional<Router> router = routing.router();
        return router.isPresent()
                ? router.get().open(peer, traffic)
                : CompletableFuture.failedFuture(new TransportException(
                        TransportException.Reason.UNREACHABLE, "Nothing finds ways through others at the moment"));
    }
}
