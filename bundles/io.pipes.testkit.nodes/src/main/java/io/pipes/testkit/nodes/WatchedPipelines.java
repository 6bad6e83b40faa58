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
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The feature that brings pipelines, on a node that hands it its links by way of {@link LiveTraffic}. */
final class WatchedPipelines implements NodeExtension {
    private static final String WATCHED = "packet.1";

    private final NodeExtension feature;
    private final LiveTraffic traffic;

    WatchedPipelines(NodeExtension feature, LiveTraffic traffic) {
        this.feature = feature;
        this.traffic = traffic;
    }

    @Override
    public String name() {
        return feature.name();
    }

    @Override
    public CompletionStage<Attachment> attach(NodeContext node) {
        return feature.attach(watched(node));
    }

    private NodeContext watched(NodeContext node) {
        Links links = new WatchedLinks(node);
        Object proxy = Proxy.newProxyInstance(
                NodeContext.class.getClassLoader(), new Class<?>[] {NodeContext.class}, (self, method, arguments) -> {
                    if (method.getName().equals("links")) {
                        return links;
                    }
                    try {
                        return method.invoke(node, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
        return (NodeContext) proxy;
    }

    private final class WatchedLinks implements Links {
        private final NodeContext node;

        WatchedLinks(NodeContext node) {
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
            boolean watched = protocol.name().equals(WATCHED);
            return node.links().handle(protocol, watched ? new WatchedHandler(node.id(), handler) : handler);
        }
    }

    private final class WatchedHandler implements ExchangeHandler {
        private final NodeId node;
        private final ExchangeHandler handler;
        private final Map<Exchange, Exchange> watched = new HashMap<>();

        WatchedHandler(NodeId node, ExchangeHandler handler) {
            this.node = node;
            this.handler = handler;
        }

        @Override
        public void opened(Exchange exchange) {
            Exchange own = new WatchedExchange(node, exchange);
            watched.put(exchange, own);
            handler.opened(own);
        }

        @Override
        public void received(Exchange exchange, Bytes message) {
            traffic.arrived(message);
            handler.received(watched.get(exchange), message);
        }

        @Override
        public void writable(Exchange exchange) {
            handler.writable(watched.get(exchange));
        }

        @Override
        public void interrupted(Exchange exchange) {
            handler.interrupted(watched.get(exchange));
        }

        @Override
        public void restored(Exchange exchange) {
            handler.restored(watched.get(exchange));
        }

        @Override
        public void closed(Exchange exchange) {
            handler.closed(watched.remove(exchange));
        }
    }

    private final class WatchedExchange implements Exchange {
        private final NodeId node;
        private final Exchange exchange;

        WatchedExchange(NodeId node, Exchange exchange) {
            this.node = node;
            this.exchange = exchange;
        }

        @Override
        public NodeId peer() {
            return exchange.peer();
        }

        @Override
        public void send(Bytes message) {
            if (traffic.mayLeave(node, message)) {
                exchange.send(message);
            }
        }

        @Override
        public boolean writable() {
            return exchange.writable();
        }

        @Override
        public void pause() {
            exchange.pause();
        }

        @Override
        public void resume() {
            exchange.resume();
        }

        @Override
        public void misbehaved(String reason) {
            exchange.misbehaved(reason);
        }

        @Override
        public boolean direct() {
            return exchange.direct();
        }

        @Override
        public Duration roundTrip() {
            return exchange.roundTrip();
        }
    }
}
