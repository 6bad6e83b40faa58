// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.id.NodeId;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.LinkState;
import io.pipes.spi.node.Links;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.Registration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A node's links as its extensions see them. */
public final class NodeLinks implements Links {
    private final LinkTable table;
    private final ProtocolTable protocols;
    private final Consumer<NodeId> wanted;
    private final List<Runnable> listeners = new ArrayList<>();

    /** @param wanted hears of members to which somebody would like to have a link */
    public NodeLinks(LinkTable table, ProtocolTable protocols, Consumer<NodeId> wanted) {
        this.wanted = wanted;
        this.table = table;
        this.protocols = protocols;
    }

    @Override
    public Collection<NodeId> linked() {
        return table.open();
    }

    @Override
    public Optional<LinkState> link(NodeId member) {
        return table.to(member)
                .filter(Link::open)
                .map(link -> new LinkState(link.direct(), link.roundTrip(), link.lastHeard()));
    }

    @Override
    public Registration listen(Runnable listener) {
        Runnable own = listener::run;
        listeners.add(own);
        return () -> listeners.remove(own);
    }

    /** A link has opened or ended. */
    public void changed() {
        List.copyOf(listeners).forEach(Runnable::run);
    }

    @Override
    public void want(NodeId member) {
        wanted.accept(member);
    }

    @Override
    public Registration handle(Protocol protocol, ExchangeHandler handler) {
        return protocols.handle(protocol, handler);
    }
}
