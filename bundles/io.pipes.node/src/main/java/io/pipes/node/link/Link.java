// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.id.NodeId;
import io.pipes.node.wire.GoodbyeReason;
import io.pipes.node.wire.Intake;
import io.pipes.spi.crypto.SessionSecret;
import io.pipes.spi.node.Router;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session with one node, from the end of the handshake until either side ends it or no connection can be had any more.
 *
 * <pre>
 *   UNPROVEN --first record opens--> PROVEN --both ledgers in step--> OPEN --farewell--> LEAVING
 *       |  (the caller starts here)     |                              |                    |
 *       +-------------------------------+------------------------------+--------------------+--> CLOSED
 * </pre>
 *
 * From PROVEN on a lost connection is followed by another one ({@link Resumption}), and nobody above notices. Lives on the loop; what
 * says "from any thread" may be read elsewhere.
 */
public final class Link {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    private static final int MAIN = 0;

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
    private final LinkObserver observer;
    private final Multiplexer multiplexer;
    private final Pulse pulse;
    private final Lane main;
    private final BulkLanes bulk;
    private final Resumption resumption;
    private final DedicatedConnections dedicated;
    private final Suspicion suspicion;
    private final Runnable relieve;
    private State state = State.UNPROVEN;
    private Cancellable deadline = () -> {};
    private long provenAt;
    private boolean used = true;
    private boolean interrupted;

    /** Read from any thread. */
    private volatile Address remote;

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
        this.observer = observer;
        remote = intake.connection().remote();
        multiplexer = new Multiplexer(this, protocols, parts.loop().clock());
        relieve = multiplexer::relieve;
        pulse = new Pulse(parts.loop(), parts.timing(), this::wantToSend, this::silent);
        MainTraffic traffic = new MainTraffic(this, pulse, multiplexer);
        main = new Lane(this, parts, MAIN, mainKeys(secret), traffic, traffic);
        bulk = new BulkLanes(this, parts, secret);
        AttachSecret attach = new AttachSecret(parts.suite(), secret.toResponder(), secret.binding());
        resumption = new Resumption(this, parts, attach);
        dedicated = new DedicatedConnections(this, parts, attach);
        suspicion = new Suspicion(this, parts);
        secret.toResponder().close();
        secret.toInitiator().close();
        intake.handOver(main);
        main.begin(intake);
    }

    private LaneKeys mainKeys(SessionSecret secret) {
        return LaneKeys.Seed.of(parts.suite(), secret, initiator, MAIN).keys(parts.suite(), parts.now());
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
        main.trust();
        resumption.start();
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
        return remote;
    }

    /** Whether the connection is one of a transport now, and does not lead through others. From any thread. */
    public boolean direct() {
        return !remote.scheme().equals(Router.SCHEME);
    }

    public boolean open() {
        return state == State.OPEN;
    }

    /** Whether it has no connection at the moment. */
    boolean suspended() {
        return state != State.CLOSED && !main.attached();
    }

    boolean closed() {
        return state == State.CLOSED;
    }

    /** Whether an application has said anything since this was asked last, on either side. */
    public boolean wasUsed() {
        boolean was = used;
        used = false;
        return was;
    }

    void use() {
        used = true;
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

    /** The other side broke a rule. */
    void misbehaved(String reason) {
        if (state == State.UNPROVEN) {
            LOG.debug("A caller's first record is wrong: {}", reason);
        } else {
            LOG.warn("Link to {} closed: {}", peer, reason);
        }
        close(GoodbyeReason.MALFORMED);
    }

    /**
     * What has arrived is not what the other side sent. Those who carry a circuit can do that to it, so it costs the circuit; the session
     * goes on over another one.
     */
    void damaged(Lane lane, String reason) {
        if (speaking() && lane.relayed()) {
            LOG.debug("Lane {} of the link to {} loses its circuit: {}", lane.number(), peer, reason);
            lane.lose();
        } else {
            misbehaved(reason);
        }
    }

    /** Code of this side failed on what was received. */
    void failed(RuntimeException failure) {
        LOG.warn("Link to {} closed: a handler failed on what was received", peer, failure);
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

    /** A record of the first lane has opened, so the other side is there now. */
    void heard() {
        if (state == State.UNPROVEN) {
            prove();
        }
        long now = parts.now();
        pulse.heard(now);
        suspicion.heard();
        resumption.heard(main, now);
    }

    /** Something came on a bulk lane. */
    void heardOn(Lane lane) {
        resumption.heard(lane, parts.now());
    }

    /** More of what was said on the first lane has arrived. */
    void confirmedMore() {
        bulk.settle();
        main.wantToSend();
    }

    /** The other side said that this is the end. */
    void dismissed(GoodbyeReason reason) {
        end(LinkEnd.ended(reason, false));
    }

    // what leaves

    /** Whether anything may be said. */
    boolean speaking() {
        return state != State.UNPROVEN && state != State.CLOSED;
    }

    /** Something waits; it leaves with whatever else waits by the end of the current task. */
    void wantToSend() {
        main.wantToSend();
    }

    /** A record was sent: who was held back may go on. */
    void sent() {
        suspicion.said();
        bulk.grantWishes();
        guard(relieve);
    }

    /** A conversation moves so much in bulk that it should have a lane for that. */
    void wantsLane(Conversation conversation) {
        bulk.wish(conversation);
    }

    /** Gets a connection for a lane that has none yet. */
    void call(Lane lane) {
        resumption.call(lane);
    }

    /** Gets a connection beside the lanes, as {@link io.pipes.spi.node.Exchange#dedicated} says. */
    CompletionStage<Connection> dedicated(long number, ConnectionHandler handler) {
        return dedicated.get(number, handler);
    }

    /** How many records of the first lane must have arrived, so that all that was said on it has. */
    long needed() {
        return main.unconfirmed().needed();
    }

    /** How many have, as far as this side knows. */
    long confirmed() {
        return main.unconfirmed().confirmed();
    }

    Multiplexer multiplexer() {
        return multiplexer;
    }

    BulkLanes bulk() {
        return bulk;
    }

    Lane main() {
        return main;
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

    // how it goes on

    /** A lane has lost its connection. */
    void detached(Lane lane) {
        if (state == State.PROVEN || state == State.OPEN) {
            LOG.debug("Lane {} of the link to {} has lost its connection", lane.number(), peer);
            if (lane == main) {
                interrupted(true);
            }
            resumption.resume(lane);
        } else {
            end(LinkEnd.lost());
        }
    }

    /** A lane has a connection, the first one or another. */
    void attached(Lane lane) {
        if (lane == main) {
            pulse.heard(parts.now());
            bulk.settle();
            relocated();
        } else {
            bulk.attached(lane);
        }
    }

    /** The first lane is on another connection. */
    private void relocated() {
        boolean was = direct();
        Connection connection = main.connection();
        remote = connection == null ? remote : connection.remote();
        boolean is = direct();
        interrupted(false);
        if (was != is) {
            multiplexer.direct(is);
            observer.moved(this);
        }
        if (!was && is && initiator) {
            // What is on circuits still follows.
            bulk.lanes().stream().filter(bulk::inUse).forEach(Lane::lose);
        }
    }

    /** What is said does not arrive at the moment, or does again. */
    void interrupted(boolean now) {
        if (interrupted != now) {
            interrupted = now;
            multiplexer.interrupted(now);
        }
    }

    /** Goes on over this connection, if the other side agrees; else everything stays as it is. Only for the one who called. */
    public void move(Connection better) {
        if (initiator && (state == State.PROVEN || state == State.OPEN)) {
            resumption.move(better);
        } else {
            better.abort();
        }
    }

    /** Does without the connections over this scheme, whose transport goes; others take their place as soon as there are any. */
    public void unplug(String scheme) {
        for (Lane lane : bulk.lanes()) {
            unplug(lane, scheme);
        }
        unplug(main, scheme);
    }

    private static void unplug(Lane lane, String scheme) {
        Connection connection = lane.connection();
        if (connection != null && connection.remote().scheme().equals(scheme)) {
            lane.unplug();
        }
    }

    /** Nothing has come for long: the connection may be dead while the other side is not. */
    private void silent() {
        if (state == State.PROVEN || state == State.OPEN) {
            main.lose();
        } else {
            end(LinkEnd.lost());
        }
    }

    /** No connection could be had for a lane. */
    void lost(String why) {
        LOG.info("Link to {} ended: {}", peer, why);
        end(LinkEnd.lost());
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
            main.drop();
            end(LinkEnd.ended(reason, true));
            return;
        }
        if (reason != GoodbyeReason.MALFORMED) {
            main.pump();
        }
        if (state != State.CLOSED) {
            main.goodbye(reason);
        }
        end(LinkEnd.ended(reason, true));
    }

    /** As {@link #close}, after the current task: handlers may be at work now. */
    void closeSoon(GoodbyeReason reason) {
        parts.loop().execute(() -> close(reason));
    }

    private void end(LinkEnd end) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        deadline.cancel();
        pulse.stop();
        suspicion.stop();
        dedicated.stop();
        resumption.stop();
        multiplexer.stop();
        bulk.close();
        main.close();
        observer.ended(this, end);
    }

    @Override
    public String toString() {
        return "Link[" + peer + " " + state + "]";
    }
}
