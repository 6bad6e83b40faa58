// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.TransportException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A conversation as one handler sees it; does nothing any more once the handler or the link is gone. */
final class LinkExchange implements Exchange {
    private final Conversation conversation;
    private boolean over;

    LinkExchange(Conversation conversation) {
        this.conversation = conversation;
    }

    void end() {
        over = true;
    }

    @Override
    public NodeId peer() {
        return conversation.link().peer();
    }

    @Override
    public void send(Bytes message) {
        send(Parcel.of(message));
    }

    @Override
    public void send(Bytes head, Bytes rest, int from) {
        send(new Parcel(head, rest, from));
    }

    private void send(Parcel message) {
        if (message.size() > MAX_MESSAGE_BYTES) {
            throw new IllegalArgumentException("A message has at most " + MAX_MESSAGE_BYTES + " bytes");
        }
        if (!over) {
            conversation.send(message);
        }
    }

    @Override
    public boolean writable() {
        return !over && conversation.writable();
    }

    @Override
    public void pause() {
        if (!over) {
            conversation.pause(true);
        }
    }

    @Override
    public void resume() {
        if (!over) {
            conversation.pause(false);
        }
    }

    @Override
    public void misbehaved(String reason) {
        if (!over) {
            conversation.link().expel(reason);
        }
    }

    @Override
    public boolean caller() {
        return conversation.link().initiator();
    }

    @Override
    public CompletionStage<Connection> dedicated(long number, ConnectionHandler handler) {
        return over
                ? CompletableFuture.failedFuture(
                        new TransportException(TransportException.Reason.CLOSED, "The exchange has ended"))
                : conversation.link().dedicated(number, handler);
    }

    @Override
    public boolean direct() {
        return conversation.link().direct();
    }

    @Override
    public Duration roundTrip() {
        return conversation.link().roundTrip();
    }

    @Override
    public String toString() {
        return conversation.name() + " with " + peer();
    }
}
