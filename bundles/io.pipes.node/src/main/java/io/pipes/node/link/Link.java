// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.node.wire.ByteQueue;
import io.pipes.node.wire.GoodbyeReason;
import io.pipes.node.wire.Intake;
import io.pipes.spi.crypto.SessionSecret;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.TransportException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session with one node over one connection, from the end of the handshake until either side or the connection ends.
 *
 * <pre>
 *   UNPROVEN --first record opens--> PROVEN --both ledgers in step--> OPEN --farewell--> LEAVING
 *       |  (the caller starts here)     |                              |                    |
 *       +-------------------------------+------------------------------+--------------------+--> CLOSED
 * </pre>
 *
 * Lives on the loop; what says "from any thread" may be read elsewhere.
 */
public final class Link implements Intake.Stage {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    private static final int LANE = 0;

    private enum State {
        UNPROVEN,
        PROVEN,
        OPEN,
        LEAVING,
        CLOSED
    }

    private final LinkParts parts;
    private final NodeId peer;
    private final Bytes peerKey;
    private final boolean initiator;
    private final Intake intake;
    private final Connection connection;
    private final LinkObserver observer;
    private final LaneKey outward;
    private final LaneKey inward;
    private final Inlet inlet;
    private final Multiplexer multiplexer;
    private final Acknowledger acknowledger;
    private final Pulse pulse;
    private final Outlet outlet;
    private State state = State.UNPROVEN;
    private Cancellable deadline = () -> {};
    private long provenAt;

    /**
     * @param peerKey the other side's link key, as the handshake has shown it
     * @param secret taken over
     */
    public Link(
            LinkParts parts,
            ProtocolTable protocols,
            Intake intake,
            NodeId peer,
            Bytes peerKey,
            boolean initiator,
            SessionSecret secret,
            LinkObserver observer) {
        this.parts = parts;
        this.peer = peer;
        this.peerKey = peerKey;
        this.initiator = initiator;
        this.intake = intake;
        this.connection = intake.connection();
        this.observer = observer;
        LaneKey toResponder = new LaneKey(parts.suite(), secret.toResponder(), secret.binding(), LANE, parts.now());
        LaneKey toInitiator = new LaneKey(parts.suite(), secret.toInitiator(), secret.binding(), LANE, parts.now());
        secret.toResponder().close();
        secret.toInitiator().close();
        outward = initiator ? toResponder : toInitiator;
        inward = initiator ? toInitiator : toResponder;
        multiplexer = new Multiplexer(this, protocols, parts.loop().clock());
        acknowledger = new Acknowledger(parts.loop(), parts.timing().acknowledge(), this::wantToSend);
        pulse = new Pulse(parts.loop(), parts.timing(), this::wantToSend, this::dead);
        inlet = new Inlet(this, parts, inward, outward, pulse, acknowledger, multiplexer);
        outlet = new Outlet(this, parts, connection, outward, pulse, acknowledger, multiplexer);
    }

    /** Begins: the caller knows who the other one is, the one who was called waits for the first record. */
    public void start() {
        pulse.start();
        deadline = parts.loop().schedule(parts.timing().handshake(), this::tooLate);
        if (initiator) {
            prove();
        }
    }

    private void prove() {
        state = State.PROVEN;
        provenAt = parts.now();
        deadline.cancel();
        deadline = parts.loop().schedule(parts.timing().inStep().plusSeconds(2), this::tooLate);
        inlet.trust();
        connection.authenticated();
        observer.proven(this);
        if (state == State.PROVEN) {
            pulse.ping();
            multiplexer.start();
        }
    }

    private void tooLate() {
        close(GoodbyeReason.NOT_IN_STEP);
    }

    /** Both sides know the same members: application protocols begin. */
    public void inStep() {
        if (state == State.PROVEN) {
            state = State.OPEN;
            deadline.cancel();
            multiplexer.inStep();
        }
    }

    // about it

    /** From any thread. */
    public NodeId peer() {
        return peer;
    }

    /** The link key that the other side has proven to hold. */
    public Bytes peerKey() {
        return peerKey;
    }

    /** Whether this side called. From any thread. */
    public boolean initiator() {
        return initiator;
    }

    /** Where the connection leads. From any thread. */
    public Address remote() {
        return connection.remote();
    }

    public boolean open() {
        return state == State.OPEN;
    }

    boolean closed() {
        return state == State.CLOSED;
    }

    /** How long ago the other side had proven itself. */
    Duration age() {
        return Duration.ofNanos(parts.now() - provenAt);
    }

    /** Smoothed; zero until measured. From any thread. */
    public Duration roundTrip() {
        return pulse.roundTrip();
    }

    /** When something came last, by the loop's clock in nanoseconds. From any thread. */
    public long lastHeard() {
        return pulse.lastHeard();
    }

    /** Measures the round trip now. Cancelled when the link ends before the answer comes. */
    public CompletionStage<Duration> ping() {
        return pulse.ping();
    }

    // what arrives

    @Override
    public void arrived(ByteQueue bytes) {
        outlet.hold();
        try {
            inlet.take(bytes);
        } catch (MalformedException e) {
            misbehaved(e.reason());
        } catch (RuntimeException e) {
            LOG.warn("Link to {} closed: a handler failed on what was received", peer, e);
            close(GoodbyeReason.MALFORMED);
        } finally {
            outlet.release();
        }
    }

    private void misbehaved(String reason) {
        if (state == State.UNPROVEN) {
            LOG.debug("A caller's first record is wrong: {}", reason);
        } else {
            LOG.warn("Link to {} closed: {}", peer, reason);
        }
        close(GoodbyeReason.MALFORMED);
    }

    /** A handler has found out that the other side misbehaves. */
    void expel(String reason) {
        parts.loop().execute(() -> {
            if (state != State.CLOSED) {
                misbehaved(reason);
            }
        });
    }

    /** A record of the other side has opened, so it is there now. */
    void heard() {
        if (state == State.UNPROVEN) {
            prove();
        }
    }

    /** The other side said that this is the end. */
    void dismissed(GoodbyeReason reason) {
        end(LinkEnd.ended(reason, false));
        connection.close();
    }

    // what leaves

    /** Whether anything may be said. */
    boolean speaking() {
        return state != State.UNPROVEN && state != State.CLOSED;
    }

    /** Something waits; it leaves with whatever else waits by the end of the current task. */
    void wantToSend() {
        outlet.want();
    }

    @Override
    public void writable() {
        outlet.pump();
    }

    /** Runs a handler's code; what it throws ends this link and nothing else. */
    void guard(Runnable handlers) {
        try {
            handlers.run();
        } catch (RuntimeException e) {
            LOG.warn("Link to {} closed: a handler failed", peer, e);
            close(GoodbyeReason.MALFORMED);
        }
    }

    // how it ends

    /**
     * Ends the link for applications now, and as a whole after the current task: what the two ledgers have to say to each other still
     * goes.
     */
    public void farewell(GoodbyeReason reason) {
        if (state == State.OPEN || state == State.PROVEN) {
            state = State.LEAVING;
            deadline.cancel();
            multiplexer.leaveApplications();
        }
        closeSoon(reason);
    }

    /** Sends what may still go and why this is the end; then ends. One who is not proven hears nothing. */
    public void close(GoodbyeReason reason) {
        if (state == State.CLOSED) {
            return;
        }
        if (state == State.UNPROVEN) {
            end(LinkEnd.ended(reason, true));
            connection.abort();
            return;
        }
        if (reason != GoodbyeReason.MALFORMED) {
            outlet.pump();
        }
        if (state != State.CLOSED) {
            outlet.goodbye(reason);
        }
        end(LinkEnd.ended(reason, true));
        connection.close();
    }

    /** As {@link #close}, after the current task: handlers may be at work now. */
    void closeSoon(GoodbyeReason reason) {
        parts.loop().execute(() -> close(reason));
    }

    private void dead() {
        LOG.info(
                "Link to {} ended: nothing came for {} s",
                peer,
                parts.timing().dead().toSeconds());
        end(LinkEnd.lost());
        connection.abort();
    }

    @Override
    public void ended(TransportException why) {
        end(LinkEnd.lost());
    }

    private void end(LinkEnd end) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        deadline.cancel();
        intake.ignore();
        pulse.stop();
        multiplexer.stop();
        inward.close();
        outward.close();
        observer.ended(this, end);
    }

    @Override
    public String toString() {
        return "Link[" + peer + " " + state + "]";
    }
}
