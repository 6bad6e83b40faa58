// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** An exchange of one node as its feature sees it, behind a {@link Tap}. */
public final class TappedExchange implements Exchange {
    private final NodeContext node;
    private final String protocol;
    private final Exchange exchange;
    private final Supplier<Tap> tap;

    TappedExchange(NodeContext node, String protocol, Exchange exchange, Supplier<Tap> tap) {
        this.node = node;
        this.protocol = protocol;
        this.exchange = exchange;
        this.tap = tap;
    }

    /** Whose it is. */
    NodeContext node() {
        return node;
    }

    public String protocol() {
        return protocol;
    }

    /** Sends a message past the tap. */
    public void pass(Bytes message) {
        exchange.send(message);
    }

    @Override
    public NodeId peer() {
        return exchange.peer();
    }

    @Override
    public void send(Bytes message) {
        tap.get().said(this, message);
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
        tap.get().accused(this, reason);
        exchange.misbehaved(reason);
    }

    @Override
    public boolean caller() {
        return exchange.caller();
    }

    @Override
    public CompletionStage<Connection> dedicated(long number, ConnectionHandler handler) {
        return exchange.dedicated(number, tap.get().beside(this, handler));
    }

    @Override
    public boolean direct() {
        return exchange.direct();
    }

    @Override
    public Duration roundTrip() {
        return exchange.roundTrip();
    }

    @Override
    public String toString() {
        return exchange.toString();
    }
}
