// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The exchanges of one protocol between two peers, with a rate, a delay and a queue like a link's. It outlives handlers. */
final class Cable {
    static final int FULL = 256 << 10;

    final End one;
    final End other;
    private final CircuitKind kind;
    private final SideLines sideLines;
    Duration delay = Duration.ofMillis(1);
    long bytesPerSecond = 1L << 30;
    private boolean down;
    private boolean over;

    /** @param one has called */
    Cable(CircuitKind kind, TestNode one, TestNode other, SideLines sideLines) {
        this.kind = kind;
        this.sideLines = sideLines;
        this.one = new End(one, other.id());
        this.other = new End(other, one.id());
        this.one.far = this.other;
        this.other.far = this.one;
    }

    End at(TestNode node) {
        return one.node == node ? one : other;
    }

    boolean over() {
        return over;
    }

    boolean usable() {
        return !down && !over;
    }

    /** Loses its connection; what is sent waits. */
    void interrupt() {
        down = true;
        one.tell((handler, exchange) -> handler.interrupted(exchange));
        other.tell((handler, exchange) -> handler.interrupted(exchange));
    }

    void restore() {
        down = false;
        one.tell((handler, exchange) -> handler.restored(exchange));
        other.tell((handler, exchange) -> handler.restored(exchange));
        one.carry();
        other.carry();
    }

    /** Ends for good. */
    void cut() {
        if (!over) {
            over = true;
            one.end();
            other.end();
        }
    }

    /** One side of it. */
    final class End {
        final TestNode node;
        private final NodeId peer;
        private final ArrayDeque<Bytes> queue = new ArrayDeque<>();
        private final ArrayDeque<Bytes> arrived = new ArrayDeque<>();
        private End far;
        private @Nullable ExchangeHandler handler;
        private @Nullable Wire wire;
        private long queued;
        private boolean busy;
        private boolean full;

        long sentBytes;
        long most;
        String misbehaved = "";

        End(TestNode node, NodeId peer) {
            this.node = node;
            this.peer = peer;
        }

        /** A handler is there. */
        void attach(ExchangeHandler attached) {
            handler = attached;
            wire = new Wire(this);
            attached.opened(wire);
            deliver();
        }

        /** The handler is taken away; what is said to it waits. */
        void detach() {
            handler = null;
            if (wire != null) {
                wire.gone = true;
                wire = null;
            }
        }

        long queued() {
            return queued;
        }

        private void tell(Event event) {
            node.loop().execute(() -> {
                if (handler != null && wire != null) {
                    event.happen(handler, wire);
                }
            });
        }

        private void end() {
            queue.clear();
            arrived.clear();
            tell((told, exchange) -> {
                detach();
                told.closed(exchange);
            });
        }

        private void send(Bytes message) {
            queue.add(message);
            queued += message.size();
            sentBytes += message.size();
            most = Math.max(most, queued);
            full |= !writable();
            carry();
        }

        private boolean writable() {
            return queued < FULL;
        }

        private void carry() {
            Bytes next = queue.peek();
            if (busy || down || over || next == null) {
                return;
            }
            busy = true;
            long takes = next.size() * 1_000_000_000L / bytesPerSecond + 1;
            node.loop().schedule(Duration.ofNanos(takes), this::carried);
        }

        private void carried() {
            busy = false;
            Bytes message = queue.poll();
            if (message == null) {
                return;
            }
            queued -= message.size();
            if (!over) {
                far.node.loop().schedule(delay, () -> far.receive(message));
            }
            if (full && writable()) {
                full = false;
                tell((told, exchange) -> told.writable(exchange));
            }
            carry();
        }

        private void receive(Bytes message) {
            if (!over) {
                arrived.add(message);
                deliver();
            }
        }

        private void deliver() {
            while (handler != null && wire != null && !arrived.isEmpty()) {
                node.receiving = true;
                handler.received(wire, arrived.poll());
                node.receiving = false;
            }
        }
    }

    private interface Event {
        void happen(ExchangeHandler handler, Exchange exchange);
    }

    /** What one handler sees of it. */
    private final class Wire implements Exchange {
        private final End end;
        private boolean gone;

        Wire(End end) {
            this.end = end;
        }

        @Override
        public NodeId peer() {
            return end.peer;
        }

        @Override
        public void send(Bytes message) {
            if (!gone && !over) {
                end.send(message);
            }
        }

        @Override
        public boolean writable() {
            return !gone && !over && end.writable();
        }

        @Override
        public void pause() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void resume() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void misbehaved(String reason) {
            end.misbehaved = reason;
            end.node.loop().execute(Cable.this::cut);
        }

        @Override
        public boolean caller() {
            return end == one;
        }

        @Override
        public CompletionStage<Connection> dedicated(long number, ConnectionHandler handler) {
            return sideLines.get(end.node, caller(), number, handler);
        }

        @Override
        public boolean direct() {
            return true;
        }

        @Override
        public Duration roundTrip() {
            return delay.multipliedBy(2);
        }

        @Override
        public String toString() {
            return kind.protocol().name();
        }
    }
}
