// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.NodeContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The trunks of one kind, one to each peer. */
final class Trunks implements ExchangeHandler {
    private final NodeContext node;
    private final CircuitKind kind;
    private final Trunk.Arrival arrival;
    private final Bypasses bypasses;
    private final Map<NodeId, Trunk> byPeer = new TreeMap<>();

    Trunks(NodeContext node, CircuitKind kind, Trunk.Arrival arrival, Bypasses bypasses) {
        this.node = node;
        this.kind = kind;
        this.arrival = arrival;
        this.bypasses = bypasses;
    }

    /** The trunk to a peer, if circuits can be opened over it now. */
    Optional<Trunk> usable(NodeId peer) {
        return Optional.ofNullable(byPeer.get(peer)).filter(Trunk::usable);
    }

    int circuits() {
        return byPeer.values().stream().mapToInt(Trunk::circuits).sum();
    }

    void stop() {
        for (Trunk trunk : List.copyOf(byPeer.values())) {
            trunk.sever();
            trunk.end();
        }
        byPeer.clear();
    }

    private @Nullable Trunk trunk(Exchange exchange) {
        Trunk trunk = byPeer.get(exchange.peer());
        return trunk != null && trunk.exchange() == exchange ? trunk : null;
    }

    @Override
    public void opened(Exchange exchange) {
        Trunk trunk = new Trunk(node, kind, exchange, arrival, bypasses);
        Trunk before = byPeer.put(exchange.peer(), trunk);
        if (before != null) {
            before.end();
        }
        trunk.begin();
    }

    @Override
    public void received(Exchange exchange, Bytes message) {
        Trunk trunk = trunk(exchange);
        if (trunk != null) {
            trunk.received(message);
        }
    }

    @Override
    public void writable(Exchange exchange) {
        Trunk trunk = trunk(exchange);
        if (trunk != null) {
            trunk.pump();
        }
    }

    @Override
    public void interrupted(Exchange exchange) {
        Trunk trunk = trunk(exchange);
        if (trunk != null) {
            trunk.interrupted();
        }
    }

    @Override
    public void restored(Exchange exchange) {
        Trunk trunk = trunk(exchange);
        if (trunk != null) {
            trunk.restored();
        }
    }

    @Override
    public void closed(Exchange exchange) {
        Trunk trunk = trunk(exchange);
        if (trunk != null) {
            byPeer.remove(exchange.peer());
            trunk.end();
        }
    }
}
