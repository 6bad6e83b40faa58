// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.node.wire.ByteQueue;
import io.pipes.node.wire.FrameReader;
import io.pipes.node.wire.FrameType;
import io.pipes.node.wire.FrameWriter;
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

    /** The longest record before the other side has proven itself, in bytes. */
    private static final int FIRST_RECORD = 16 << 10;

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
    private final RecordInput input;
    private final RecordOutput output;
    private final Multiplexer multiplexer;
    private final Acknowledger acknowledger;
    private final Pulse pulse;
    private final Runnable pump = this::pump;
    private final Runnable relieve;
    private State state = State.UNPROVEN;
    private Cancellable deadline = () -> {};
    private long provenAt;
    private boolean receiving;
    private boolean pumping;
    private boolean wanted;

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
        input = new RecordInput(inward, parts.scratch(), FIRST_RECORD);
        output = new RecordOutput(outward, parts.scratch(), connection);
        multiplexer = new Multiplexer(this, protocols);
        relieve = multiplexer::relieve;
        acknowledger = new Acknowledger(parts.loop(), parts.timing().acknowledge(), this::wantToSend);
        pulse = new Pulse(parts.loop(), parts.timing(), this::wantToSend, this::dead);
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
        input.trust();
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
        receiving = true;
        try {
            int length = state == State.CLOSED ? -1 : input.take(bytes);
            while (length >= 0) {
                record(length);
                length = state == State.CLOSED ? -1 : input.take(bytes);
            }
        } catch (MalformedException e) {
            misbehaved(e.reason());
        } catch (RuntimeException e) {
            LOG.warn("Link to {} closed: a handler failed on what was received", peer, e);
            close(GoodbyeReason.MALFORMED);
        } finally {
            receiving = false;
        }
        if (wanted) {
            pump();
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

    private void record(int length) throws MalformedException {
        if (state == State.UNPROVEN) {
            prove();
        }
        pulse.heard(parts.now());
        FrameReader frames = parts.scratch().reader;
        frames.begin(parts.scratch().opened, 0, length);
        boolean onlyAcknowledges = true;
        while (state != State.CLOSED && frames.next()) {
            onlyAcknowledges &= frames.type() == FrameType.ACK;
            frame(frames);
        }
        acknowledger.arrived(inward.counter(), onlyAcknowledges);
    }

    private void frame(FrameReader frame) throws MalformedException {
        switch (frame.type()) {
            case DATA -> multiplexer.data(frame);
            case CREDIT -> multiplexer.credited(frame);
            case ACK -> acknowledger.confirmed(frame, outward.counter());
            case PING -> pulse.asked(frame.fixed());
            case PONG -> pulse.answered(frame.fixed());
            case OPEN -> multiplexer.opened(frame);
            case CLOSE -> multiplexer.closed(frame);
            case REKEY -> rekeyed(frame);
            case GOAWAY -> saidGoodbye(frame.octet());
        }
    }

    private void rekeyed(FrameReader frame) throws MalformedException {
        frame.requireLength(0);
        if (!frame.last()) {
            throw new MalformedException("a frame after the last one of its key");
        }
        inward.next(parts.now());
    }

    private void saidGoodbye(int code) throws MalformedException {
        GoodbyeReason reason =
                GoodbyeReason.ofCode(code).orElseThrow(() -> new MalformedException("unknown reason to go"));
        end(LinkEnd.ended(reason, false));
        connection.close();
    }

    // what leaves

    /** Something waits; it leaves with whatever else waits by the end of the current task. */
    void wantToSend() {
        if (wanted || state == State.UNPROVEN || state == State.CLOSED) {
            return;
        }
        wanted = true;
        if (!receiving && !pumping) {
            parts.loop().execute(pump);
        }
    }

    @Override
    public void writable() {
        pump();
    }

    private void pump() {
        wanted = false;
        if (pumping || state == State.UNPROVEN || state == State.CLOSED) {
            return;
        }
        pumping = true;
        boolean sent = false;
        while (state != State.CLOSED && connection.writable() && hasFrames() && sendRecord()) {
            sent = true;
        }
        pumping = false;
        wanted = false;
        if (sent && state != State.CLOSED) {
            connection.flush();
        }
    }

    private boolean hasFrames() {
        return pulse.hasFrames() || acknowledger.due() || multiplexer.hasFrames();
    }

    private boolean sendRecord() {
        FrameWriter frames = parts.scratch().frames;
        frames.reset();
        pulse.write(frames);
        acknowledger.write(frames);
        multiplexer.write(frames);
        if (frames.size() == 0) {
            return false;
        }
        long now = parts.now();
        boolean worn = outward.worn(now, parts.timing().rekey().toNanos());
        if (worn) {
            frames.empty(FrameType.REKEY, 0);
        }
        output.send(frames);
        if (worn) {
            outward.next(now);
        }
        guard(relieve);
        return true;
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
        parts.loop().execute(() -> close(reason));
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
            pump();
        }
        goodbye(reason);
        end(LinkEnd.ended(reason, true));
        connection.close();
    }

    private void goodbye(GoodbyeReason reason) {
        if (state == State.CLOSED) {
            return;
        }
        FrameWriter frames = parts.scratch().frames;
        frames.reset();
        frames.octet(FrameType.GOAWAY, reason.code());
        output.send(frames);
        connection.flush();
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
