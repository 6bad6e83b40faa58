// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** One end of a link between two handlers. Messages wait until they are carried; a full one says so. */
final class Wire implements Exchange {
    private final NodeId peer;
    private final Deque<Bytes> waiting = new ArrayDeque<>();
    private ExchangeHandler handler;
    private Wire other;
    private boolean paused;

    int capacity = Integer.MAX_VALUE;
    boolean closed;
    int sentMessages;
    long sentBytes;
    int longest;

    private Wire(NodeId peer) {
        this.peer = peer;
    }

    /** The two ends, the first one's first. */
    static Wire[] between(NodeId a, ExchangeHandler ofA, NodeId b, ExchangeHandler ofB) {
        Wire atA = new Wire(b);
        Wire atB = new Wire(a);
        atA.handler = ofA;
        atB.handler = ofB;
        atA.other = atB;
        atB.other = atA;
        return new Wire[] {atA, atB};
    }

    @Override
    public NodeId peer() {
        return peer;
    }

    @Override
    public void send(Bytes message) {
        if (!closed) {
            waiting.add(message);
            sentMessages++;
            sentBytes += message.size();
            longest = Math.max(longest, message.size());
        }
    }

    /** Hands the next message to the other end; false if there is none or it does not want any now. */
    boolean carry() {
        if (closed || waiting.isEmpty() || other.paused) {
            return false;
        }
        boolean wasFull = !writable();
        Bytes message = waiting.remove();
        try {
            other.handler.received(other, message);
        } catch (RuntimeException e) {
            close();
            return true;
        }
        if (wasFull && writable()) {
            handler.writable(this);
        }
        return true;
    }

    void close() {
        if (!closed) {
            closed = true;
            other.closed = true;
            handler.closed(this);
            other.handler.closed(other);
        }
    }

    @Override
    public boolean writable() {
        return waiting.size() < capacity;
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
    }

    @Override
    public void misbehaved(String reason) {
        close();
    }

    @Override
    public boolean direct() {
        return true;
    }

    @Override
    public Duration roundTrip() {
        return Duration.ZERO;
    }
}
