// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.TrafficClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A feature that sends what it is told and remembers what it hears. */
class Talk implements NodeExtension {
    final Map<NodeId, Exchange> exchanges = new TreeMap<>();
    final List<Bytes> heard = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    Consumer<Bytes> reaction = message -> {};
    NodeContext node;
    private final Protocol protocol;

    Talk() {
        this("talk.1", TrafficClass.INTERACTIVE, 2 << 20);
    }

    Talk(String name, TrafficClass traffic, int window) {
        this(new Protocol(name, traffic, window));
    }

    Talk(Protocol protocol) {
        this.protocol = protocol;
    }

    @Override
    public String name() {
        return "talk";
    }

    @Override
    public CompletionStage<Attachment> attach(NodeContext context) {
        node = context;
        context.links().handle(protocol, new Handler());
        return CompletableFuture.completedFuture(() -> {
            events.add("detached");
            return CompletableFuture.completedFuture(null);
        });
    }

    Exchange to(NodeId peer) {
        return exchanges.get(peer);
    }

    private final class Handler implements ExchangeHandler {
        @Override
        public void opened(Exchange exchange) {
            exchanges.put(exchange.peer(), exchange);
            events.add("opened");
        }

        @Override
        public void received(Exchange exchange, Bytes message) {
            heard.add(message);
            reaction.accept(message);
        }

        @Override
        public void writable(Exchange exchange) {
            events.add("writable");
        }

        @Override
        public void interrupted(Exchange exchange) {
            events.add("interrupted");
        }

        @Override
        public void restored(Exchange exchange) {
            events.add("restored");
        }

        @Override
        public void closed(Exchange exchange) {
            exchanges.remove(exchange.peer(), exchange);
            events.add("closed");
        }
    }
}
