// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.stream.flow;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.Clock;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.LinkWishes;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.stream.ByteStream;
import io.pipes.spi.stream.ByteStreamHandler;
import io.pipes.spi.stream.StreamEnding;
import io.pipes.stream.wire.StreamMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All streams of one priority on one node. They outlive the kernel's part of the node: when that is replaced, they are given the new one's
 * context, and go on over its links. Lives on the loop.
 */
public final class Flows implements ExchangeHandler {
    private final Protocol protocol;
    private final WindowBudget budget;
    private final int mostWindow;
    private final NodeId self;
    private final Consumer<ByteStream> offers;
    private final Map<NodeId, FlowTable> tables = new TreeMap<>();
    private NodeContext node;
    private long incarnation;
    private @Nullable LinkWishes wishes;

    /** @param offers gets what others open; it decides at once or later */
    public Flows(
            Protocol protocol, int mostWindow, WindowBudget budget, NodeContext node, Consumer<ByteStream> offers) {
        this.protocol = protocol;
        this.mostWindow = mostWindow;
        this.budget = budget;
        this.node = node;
        this.offers = offers;
        self = node.id();
    }

    /** Speaks on the links of this node from now on. */
    public void attach(NodeContext to) {
        node = to;
        wishes = new LinkWishes(to, this::needed);
        to.links().handle(protocol, this);
        wish();
    }

    /** There are no links for now. */
    public void detach() {
        if (wishes != null) {
            wishes.stop();
            wishes = null;
        }
        tables.values().forEach(FlowTable::closed);
    }

    /** Ends everything. */
    public void end(StreamEnding why) {
        for (FlowTable table : List.copyOf(tables.values())) {
            table.endAll(why);
            table.stop();
        }
        tables.clear();
    }

    public void removed(NodeId member) {
        if (member.equals(self)) {
            end(StreamEnding.WITHDRAWN);
            return;
        }
        FlowTable table = tables.get(member);
        if (table != null) {
            table.endAll(StreamEnding.WITHDRAWN);
        }
    }

    public ByteStream open(NodeId peer, String service, String argument, ByteStreamHandler handler) {
        return table(peer).open(service, argument, handler);
    }

    private FlowTable table(NodeId peer) {
        return tables.computeIfAbsent(peer, made -> new FlowTable(this, made));
    }

    // links

    @Override
    public void opened(Exchange exchange) {
        table(exchange.peer()).opened(exchange);
        if (wishes != null) {
            wishes.fulfilled(exchange.peer());
        }
    }

    @Override
    public void received(Exchange exchange, Bytes message) {
        try {
            table(exchange.peer()).received(exchange, StreamMessage.read(message));
        } catch (MalformedException e) {
            exchange.misbehaved(e.getMessage());
        }
    }

    @Override
    public void writable(Exchange exchange) {
        table(exchange.peer()).pump();
    }

    @Override
    public void closed(Exchange exchange) {
        table(exchange.peer()).closed(exchange);
        // While it is told of, the link is not gone for everybody, and no other one would be made.
        later(this::wish);
    }

    private Set<NodeId> needed() {
        Set<NodeId> needed = new TreeSet<>();
        tables.forEach((peer, table) -> {
            if (table.needsLink()) {
                needed.add(peer);
            }
        });
        return needed;
    }

    // what tables need

    NodeId self() {
        return self;
    }

    /** Of this life; chosen when somebody is to hear of it, since most nodes have no streams with most others. */
    long incarnation() {
        while (incarnation == 0) {
            incarnation = node.randomness().nextLong();
        }
        return incarnation;
    }

    Clock clock() {
        return node.clock();
    }

    Window window(int first) {
        return new Window(budget, clock(), first, mostWindow);
    }

    Cancellable schedule(Duration delay, Runnable task) {
        return node.loop().schedule(delay, task);
    }

    void later(Runnable task) {
        node.loop().execute(task);
    }

    void offer(ByteStream stream) {
        offers.accept(stream);
    }

    /** Asks for links to those with whom there are streams. */
    void wish() {
        if (wishes != null) {
            wishes.look();
        }
    }
}
