// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.network;

import io.pipes.base.Cancellable;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.TransportException;
import io.pipes.spi.transport.TransportException.Reason;
import io.pipes.testkit.time.SimulatedLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One end of a simulated connection.
 *
 * <pre>
 *   OPEN --close--> CLOSING --all sent--> CLOSED
 *     |                |
 *     +---- abort, two seconds over ----> ABORTED
 *     +---- end or reset from the other side --> CLOSED
 *     +---- the network gives up -------> LOST
 *     +---- its host crashes -----------> CRASHED
 * </pre>
 */
final class SimulatedConnection implements Connection {
    private static final int HIGH_WATER = 64 << 10;
    private static final int LOW_WATER = 32 << 10;
    private static final Duration LINGER = Duration.ofSeconds(2);

    private enum State {
        OPEN,
        CLOSING,
        CLOSED,
        ABORTED,
        LOST,
        CRASHED
    }

    private final SimulatedNetwork network;
    private final SimulatedHost host;
    private final SimulatedLoop loop;
    private final Address local;
    private final Address remote;
    private final ArrayDeque<Segment> arrived = new ArrayDeque<>();

    private @Nullable Flow out;
    private @Nullable Flow in;
    private @Nullable ConnectionHandler handler;
    private @Nullable TransportException ending;
    private @Nullable Cancellable linger;
    private State state = State.OPEN;
    private boolean paused;
    private boolean delivering;
    private boolean full;
    private boolean proven;

    SimulatedConnection(
            SimulatedNetwork network, SimulatedHost host, SimulatedLoop loop, Address local, Address remote) {
        this.network = network;
        this.host = host;
        this.loop = loop;
        this.local = local;
        this.remote = remote;
    }

    /** Makes two ends the ends of one connection. */
    static void join(SimulatedNetwork network, SimulatedConnection one, SimulatedConnection other) {
        one.out = new Flow(network, one, other);
        other.out = new Flow(network, other, one);
        one.in = other.out;
        other.in = one.out;
        one.host.add(one);
        other.host.add(other);
    }

    SimulatedHost host() {
        return host;
    }

    /** Where events of this end happen; those of an end whose process is gone happen on nobody's loop. */
    SimulatedLoop loopOrNetwork() {
        return loop.stopped() ? network.loop() : loop;
    }

    boolean gone() {
        return state != State.OPEN && state != State.CLOSING;
    }

    boolean aborted() {
        return state == State.ABORTED;
    }

    /** Whether a segment for this end is answered by a reset, because nobody has told the other side. */
    boolean answersReset() {
        return state == State.ABORTED || state == State.LOST || state == State.CRASHED;
    }

    boolean proven() {
        return proven;
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
    public void start(ConnectionHandler newHandler) {
        if (handler != null) {
            throw new IllegalStateException("The connection was started before");
        }
        handler = newHandler;
        if (ending != null) {
            sayClosed();
        } else {
            deliverSoon();
            loop.at(network.now(), this::sayWritable);
        }
    }

    @Override
    public void write(ByteBuffer bytes) {
        if (state == State.OPEN && out != null) {
            out.write(bytes.duplicate());
            full |= !writable();
        }
    }

    @Override
    public void flush() {
        if (state == State.OPEN && out != null) {
            out.flush();
        }
    }

    @Override
    public boolean writable() {
        return state == State.OPEN && out != null && out.queued() <= HIGH_WATER;
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        if (paused) {
            paused = false;
            deliverSoon();
        }
    }

    @Override
    public void authenticated() {
        proven = true;
    }

    @Override
    public void close() {
        if (state == State.OPEN && out != null) {
            state = State.CLOSING;
            out.end();
            if (!gone()) {
                linger = loop.at(network.now() + LINGER.toNanos(), this::abort);
            }
        }
    }

    @Override
    public void abort() {
        if (!gone()) {
            finish(State.ABORTED, Reason.CLOSED, "The connection was aborted");
            if (out != null) {
                out.reset();
            }
        }
    }

    /** Called by the flow after it has sent something. */
    void sent() {
        if (out == null) {
            return;
        }
        if (state == State.CLOSING && out.endSent()) {
            finish(State.CLOSED, Reason.CLOSED, "The connection was closed");
        } else if (full && out.queued() <= LOW_WATER && !gone()) {
            loop.at(network.now(), this::sayWritable);
        }
    }

    void arrive(Segment segment) {
        if (segment.kind() == Segment.Kind.RESET) {
            peerReset();
        } else if (!gone()) {
            arrived.add(segment);
        }
    }

    /** Hands over what has arrived, while somebody wants it. */
    void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            while (handler != null && !paused && !gone() && !arrived.isEmpty()) {
                deliver(arrived.remove(), handler);
            }
        } finally {
            delivering = false;
        }
    }

    /** The other side has ended the connection without a word. */
    void peerReset() {
        if (!gone()) {
            network.counters().resets++;
            finish(State.CLOSED, Reason.CLOSED, "The other side reset the connection");
        }
        forget();
    }

    /** Nothing got through to the other side for too long, which therefore does not know. */
    void timedOut() {
        if (!gone()) {
            network.counters().resets++;
            finish(State.LOST, Reason.TIMED_OUT, "Nothing got through for a minute");
        } else if (state == State.CLOSED) {
            state = State.LOST;
        }
    }

    /** The host has lost power: nobody says anything to anybody. */
    void crash() {
        if (!gone()) {
            state = State.CRASHED;
        }
        if (out != null) {
            out.kill();
        }
        hostChanged();
    }

    /** The host of this end is gone or back: what is on its way to it takes notice. */
    void hostChanged() {
        if (in != null) {
            in.pathChanged();
        }
    }

    private void deliver(Segment segment, ConnectionHandler to) {
        if (segment.kind() == Segment.Kind.END) {
            finish(State.CLOSED, Reason.CLOSED, "The other side closed the connection");
            forget();
        } else {
            if (in != null) {
                in.read(segment.bytes().length);
            }
            to.received(this, ByteBuffer.wrap(segment.bytes()).asReadOnlyBuffer());
        }
    }

    /** Both sides know that it is over. */
    private void forget() {
        if (out != null) {
            out.kill();
        }
        if (in != null) {
            in.kill();
        }
    }

    private void deliverSoon() {
        if (!delivering && !arrived.isEmpty()) {
            loop.at(network.now(), this::deliver);
        }
    }

    private void sayWritable() {
        if (full && writable() && handler != null) {
            full = false;
            handler.writable(this);
        }
    }

    private void finish(State end, Reason reason, String sentence) {
        state = end;
        if (linger != null) {
            linger.cancel();
        }
        arrived.clear();
        host.remove(this);
        ending = new TransportException(reason, sentence);
        if (handler != null) {
            sayClosed();
        }
    }

    private void sayClosed() {
        ConnectionHandler to = handler;
        TransportException why = ending;
        if (to != null && why != null) {
            loop.at(network.now(), () -> to.closed(this, why));
        }
    }
}
