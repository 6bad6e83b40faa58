// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.id.NodeId;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.Router;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.TransportException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One end of a circuit: a connection like any other.
 *
 * <pre>
 *   OPEN --close()--> DRAINING --all sent, or two seconds--> OVER
 *   OPEN --the other end has closed--> LAST_BYTES --they are delivered--> OVER
 *   any --abort(), broken--> OVER
 * </pre>
 */
final class CircuitConnection implements Connection, Hop.Occupant {
    private static final Logger LOG = LoggerFactory.getLogger(CircuitConnection.class);

    private static final Duration LINGER = Duration.ofSeconds(2);

    /** Who lets go of a circuit within this time, while nothing has come, has found another way and has no complaint. */
    private static final Duration SECOND_THOUGHTS = Duration.ofSeconds(1);

    private enum State {
        OPEN,
        DRAINING,
        LAST_BYTES,
        OVER
    }

    private final Loop loop;
    private final Hop hop;
    private final Address local;
    private final Address remote;
    private final int highWater;
    private final Watcher watcher;
    private final Gathering out = new Gathering();
    private final ArrayDeque<Bytes> in = new ArrayDeque<>();
    private final Runnable deliver = this::deliver;
    private final Runnable sayWritable = this::sayWritable;
    private final long begunNanos;
    private State state = State.OPEN;
    private @Nullable ConnectionHandler handler;
    private @Nullable TransportException why;
    private Cancellable linger = () -> {};
    private boolean paused;
    private boolean deliveryDue;
    private boolean full;
    private boolean relieved;
    private boolean heard;
    private boolean done;
    private boolean brokenByOthers;

    CircuitConnection(Loop loop, Hop hop, CircuitKind kind, NodeId self, NodeId other, Watcher watcher) {
        this.loop = loop;
        begunNanos = loop.clock().nanos();
        this.hop = hop;
        this.watcher = watcher;
        local = address(self);
        remote = address(other);
        highWater = kind.window() / 2;
        hop.occupy(this);
    }

    private static Address address(NodeId node) {
        return new Address(Router.SCHEME, node.text(), 0);
    }

    @Override
    public Address local() {
        return local;
    }

    @Override
    public Address remote() {
        return remote;
    }

    @Override
    public void start(ConnectionHandler first) {
        if (handler != null) {
            throw new IllegalStateException("The connection was started before");
        }
        handler = first;
        if (why != null && state == State.OVER) {
            loop.execute(this::sayClosed);
        } else {
            deliverSoon();
            loop.execute(sayWritable);
        }
    }

    // what leaves

    @Override
    public void write(ByteBuffer bytes) {
        if (state == State.OPEN && out.size() == 0 && hop.streams()) {
            hop.stream(bytes);
        } else if (state == State.OPEN) {
            out.add(bytes);
            full |= out.size() > highWater;
        }
    }

    @Override
    public void flush() {
        if (state == State.OPEN && out.size() > 0) {
            hop.want();
        } else if (state == State.OPEN && hop.streams()) {
            hop.flush();
        }
    }

    @Override
    public boolean writable() {
        return state == State.OPEN && !full && (!hop.streams() || hop.takesMore());
    }

    @Override
    public int nextPayload() {
        return out.next();
    }

    @Override
    public Bytes next() {
        return Bytes.wrap(out.take());
    }

    @Override
    public void sent() {
        if (state == State.DRAINING) {
            finishIfDrained();
        } else if (full && out.size() <= highWater / 2) {
            full = false;
            relieved = true;
            loop.execute(sayWritable);
        }
    }

    @Override
    public void relieved() {
        relieved = true;
        sayWritable();
    }

    /** Not from within the writer's own call. */
    private void sayWritable() {
        ConnectionHandler to = handler;
        if (to != null && relieved && writable()) {
            relieved = false;
            guarded(() -> to.writable(this));
        }
    }

    // what arrives

    @Override
    public void pause() {
        paused = true;
        hop.hold();
    }

    @Override
    public void resume() {
        if (paused) {
            paused = false;
            if (!in.isEmpty() || state == State.LAST_BYTES) {
                deliverSoon();
            } else {
                hop.resume();
            }
        }
    }

    /** What comes over a connection of the circuit's own is handed over at once, unless something else comes first. */
    @Override
    public void streamed(ByteBuffer bytes) {
        heard = true;
        ConnectionHandler to = handler;
        if (to != null && in.isEmpty() && !paused && state == State.OPEN) {
            guarded(() -> to.received(this, bytes));
        } else if (state != State.OVER) {
            in.addLast(Messages.message(bytes));
            hop.hold();
            deliverSoon();
        }
    }

    @Override
    public void arrived(Bytes data) {
        heard = true;
        in.addLast(data);
        deliverSoon();
    }

    /**
     * Not from within the call that brought it: that is a link reading a record, from memory which the link above this connection will want
     * for its own.
     */
    private void deliverSoon() {
        if (!deliveryDue) {
            deliveryDue = true;
            loop.execute(deliver);
        }
    }

    /** Hands over what has arrived, while somebody wants it; only then may the other end send as much again. */
    private void deliver() {
        deliveryDue = false;
        ConnectionHandler to = handler;
        if (to == null) {
            return;
        }
        while (!paused && state != State.OVER && !in.isEmpty()) {
            Bytes data = in.removeFirst();
            guarded(() -> to.received(this, Messages.payload(data)));
            hop.release(Messages.cost(data));
        }
        if (state == State.LAST_BYTES && in.isEmpty() && !paused) {
            over();
        } else if (in.isEmpty() && !paused) {
            hop.resume();
        }
    }

    /** A handler that throws has lost track of its stream, which ends; the link that carries it has done nothing wrong. */
    private void guarded(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException thrown) {
            LOG.error("The handler of the circuit to {} failed; the circuit ends", remote, thrown);
            abort();
        }
    }

    // the end

    @Override
    public void authenticated() {
        watcher.proven();
    }

    @Override
    public void close() {
        done = true;
        if (state == State.OPEN) {
            state = State.DRAINING;
            because("The connection was closed");
            linger = loop.schedule(LINGER, this::abort);
            hop.want();
            finishIfDrained();
        } else if (state == State.LAST_BYTES) {
            over();
        }
    }

    private void finishIfDrained() {
        if (state == State.DRAINING && out.size() == 0) {
            hop.close(Ending.DRAINED);
            over();
        }
    }

    @Override
    public void abort() {
        if (state != State.OVER) {
            because("The connection was aborted");
            hop.close(Ending.BROKEN);
            over();
        }
    }

    @Override
    public void closed(Ending ending) {
        brokenByOthers = true;
        boolean more = ending == Ending.DRAINED && state == State.OPEN && (handler == null || !in.isEmpty());
        because(ending == Ending.DRAINED ? "The other side closed the circuit" : "The circuit broke");
        if (more) {
            state = State.LAST_BYTES;
            out.clear();
        } else if (state != State.OVER) {
            over();
        }
    }

    /** Whether it ended before this side was done with it, and not because this side has found something better at once. */
    boolean disappointed() {
        boolean late = loop.clock().nanos() - begunNanos >= SECOND_THOUGHTS.toNanos();
        return !done && (brokenByOthers || heard || late);
    }

    /** The first reason is the true one. */
    private void because(String sentence) {
        if (why == null) {
            why = new TransportException(TransportException.Reason.CLOSED, sentence);
        }
    }

    private void over() {
        state = State.OVER;
        linger.cancel();
        out.clear();
        in.clear();
        watcher.over(this);
        if (handler != null) {
            loop.execute(this::sayClosed);
        }
    }

    private void sayClosed() {
        ConnectionHandler to = handler;
        TransportException reason = why;
        if (to != null && reason != null) {
            to.closed(this, reason);
        }
    }

    @Override
    public String toString() {
        return local + " - " + remote;
    }

    /** Keeps count of the circuits that end here. */
    interface Watcher {
        /** The other end has proven itself; may be said more than once. */
        void proven();

        /** It has ended; said once. */
        void over(CircuitConnection connection);
    }
}
