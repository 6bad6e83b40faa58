// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.LinkState;
import io.pipes.spi.node.Links;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.Registration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A feature on a node that hands it its links by way of a {@link Tap}. */
public final class TappedFeature implements NodeExtension {
    private final NodeExtension feature;
    private final Supplier<Tap> tap;
    private final Map<Exchange, TappedExchange> exchanges = new LinkedHashMap<>();

    /** @param tap is asked at each event, so that a test may change it */
    public TappedFeature(NodeExtension feature, Supplier<Tap> tap) {
        this.feature = feature;
        this.tap = tap;
    }

    /** What it speaks with its peers now. */
    List<TappedExchange> exchanges(String protocol) {
        return exchanges.values().stream()
                .filter(exchange -> exchange.protocol().equals(protocol))
                .toList();
    }

    @Override
    public String name() {
        return feature.name();
    }

    @Override
    public Collection<String> ownAreas() {
        return feature.ownAreas();
    }

    @Override
    public CompletionStage<Attachment> attach(NodeContext node) {
        return feature.attach(new TappedContext(node, new TappedLinks(node)));
    }

    private final class TappedLinks implements Links {
        private final NodeContext node;

        TappedLinks(NodeContext node) {
            this.node = node;
        }

        @Override
        public Collection<NodeId> linked() {
            return node.links().linked();
        }

        @Override
        public Optional<LinkState> link(NodeId member) {
            return node.links().link(member);
        }

        @Override
        public Registration listen(Runnable listener) {
            return node.links().listen(listener);
        }

        @Override
        public void want(NodeId member) {
            node.links().want(member);
        }

        @Override
        public Registration handle(Protocol protocol, ExchangeHandler handler) {
            return node.links().handle(protocol, new TappedHandler(node, protocol.name(), handler));
        }
    }

    private final class TappedHandler implements ExchangeHandler {
        private final NodeContext node;
        private final String protocol;
        private final ExchangeHandler handler;

        TappedHandler(NodeContext node, String protocol, ExchangeHandler handler) {
            this.node = node;
            this.protocol = protocol;
            this.handler = handler;
        }

        @Override
        public void opened(Exchange exchange) {
            TappedExchange own = new TappedExchange(node, protocol, exchange, tap);
            exchanges.put(exchange, own);
            handler.opened(own);
        }

        @Override
        public void received(Exchange exchange, Bytes message) {
            TappedExchange own = exchanges.get(exchange);
            tap.get().heard(own, message);
            handler.received(own, message);
        }

        @Override
        public void writable(Exchange exchange) {
            handler.writable(exchanges.get(exchange));
        }

        @Override
        public void interrupted(Exchange exchange) {
            handler.interrupted(exchanges.get(exchange));
        }

        @Override
        public void restored(Exchange exchange) {
            handler.restored(exchanges.get(exchange));
        }

        @Override
        public void closed(Exchange exchange) {
            handler.closed(exchanges.remove(exchange));
        }
    }
}
