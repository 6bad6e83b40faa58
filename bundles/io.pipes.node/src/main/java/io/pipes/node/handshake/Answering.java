// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.handshake;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.node.link.LinkParts;
import io.pipes.node.link.Sessions;
import io.pipes.node.wire.Attachment;
import io.pipes.node.wire.ByteQueue;
import io.pipes.node.wire.Intake;
import io.pipes.node.wire.Preface;
import io.pipes.node.wire.Reply;
import io.pipes.spi.crypto.Handshake;
import io.pipes.spi.transport.TransportException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One caller, from the first byte until it was answered or dropped.
 *
 * <pre>
 *   READING --the id of a session-----------------------------------------------> OVER (its lane goes on)
 *      +----- a preface that fits a door--> DECIDING --the door has an answer--> OVER (the door goes on)
 *      +---- anything else, or too late ----+---------------------------------> OVER (dropped in silence)
 * </pre>
 */
final class Answering implements Intake.Stage {
    private static final Logger LOG = LoggerFactory.getLogger(Answering.class);

    /** How much a caller may send before it was answered, in bytes. */
    private static final int MAX_BYTES = 32 << 10;

    private enum State {
        READING,
        DECIDING,
        OVER
    }

    private final Gate gate;
    private final LinkParts parts;
    private final Randomness randomness;
    private State state = State.READING;
    private Cancellable deadline = () -> {};
    private @Nullable Intake intake;
    private @Nullable Door door;

    Answering(Gate gate, LinkParts parts, Randomness randomness) {
        this.gate = gate;
        this.parts = parts;
        this.randomness = randomness;
    }

    void start(Intake from) {
        intake = from;
        deadline = parts.loop().schedule(parts.timing().handshake(), this::drop);
        from.connection().start(from);
    }

    @Override
    public void arrived(ByteQueue bytes) {
        if (bytes.size() > MAX_BYTES) {
            drop();
            return;
        }
        if (state == State.READING) {
            try {
                read(bytes);
            } catch (MalformedException e) {
                LOG.debug("A caller is dropped: {}", e.reason());
                drop();
            }
        }
    }

    private void read(ByteQueue bytes) throws MalformedException {
        if (Attachment.begins(bytes)) {
            Optional<Attachment> attachment = Attachment.take(bytes);
            if (attachment.isPresent()) {
                attach(attachment.get());
            }
        } else {
            Optional<Preface> preface = Preface.take(bytes);
            if (preface.isPresent()) {
                knock(preface.get());
            }
        }
    }

    /** The other end of a session that is there brings another connection. */
    private void attach(Attachment call) throws MalformedException {
        Optional<Sessions.Session> session = parts.sessions().find(call.id());
        Intake from = intake;
        if (session.isEmpty() || from == null) {
            drop();
            return;
        }
        session.get().attach(call, from);
        over();
    }

    private void knock(Preface preface) throws MalformedException {
        Optional<Door> found = gate.door(preface);
        if (found.isEmpty()) {
            drop();
            return;
        }
        Door opened = found.get();
        door = opened;
        Bytes prologue = Prologue.of(preface.kind(), opened.network());
        Handshake handshake = parts.suite().respond(prologue, opened.linkKey(), opened.psk(), randomness);
        Bytes payload = handshake.read(preface.message());
        state = State.DECIDING;
        opened.answer(handshake.remoteLinkKey(), payload).whenComplete((answer, failure) -> {
            if (failure == null && answer.isPresent()) {
                answer(handshake, opened, answer.get());
            } else {
                drop();
            }
        });
    }

    private void answer(Handshake handshake, Door opened, Bytes payload) {
        Intake from = intake;
        if (state != State.DECIDING || from == null) {
            return;
        }
        from.connection().write(Reply.encode(handshake.write(payload)).buffer());
        from.connection().flush();
        over();
        opened.entered(from, handshake.secret());
    }

    /** Ends it without a byte. */
    void drop() {
        if (state != State.OVER) {
            over();
            if (door != null) {
                door.shut();
            }
            if (intake != null) {
                intake.ignore();
                intake.connection().abort();
            }
        }
    }

    private void over() {
        state = State.OVER;
        deadline.cancel();
        gate.decided(this);
    }

    @Override
    public void writable() {}

    @Override
    public void ended(TransportException why) {
        drop();
    }
}
