// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.handshake;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.node.link.LinkParts;
import io.pipes.node.wire.ByteQueue;
import io.pipes.node.wire.Intake;
import io.pipes.node.wire.Preface;
import io.pipes.node.wire.Reply;
import io.pipes.spi.crypto.Handshake;
import io.pipes.spi.crypto.SessionSecret;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.TransportException;
import java.util.Optional;

/** The caller's side of a handshake: says the preface, waits for the reply. Lives on the loop. */
public final class Calling implements Intake.Stage {
    private final Call call;
    private final LinkParts parts;
    private final Outcome outcome;
    private final Intake intake;
    private final Handshake handshake;
    private Cancellable deadline = () -> {};
    private boolean over;

    /** @param connection owned from now on */
    public Calling(Call call, LinkParts parts, Randomness randomness, Connection connection, Outcome outcome) {
        this.call = call;
        this.parts = parts;
        this.outcome = outcome;
        intake = new Intake(connection, this);
        Bytes prologue = Prologue.of(call.kind(), call.network());
        handshake = parts.suite().initiate(prologue, call.own(), call.called(), call.psk(), randomness);
    }

    public void start() {
        deadline = parts.loop()
                .schedule(parts.timing().handshake(), () -> fail(TransportException.Reason.TIMED_OUT, "no answer"));
        Connection connection = intake.connection();
        connection.start(intake);
        Bytes message = handshake.write(call.payload());
        Preface preface =
                Preface.make(parts.suite(), call.kind(), call.psk(), call.invitation(), call.called(), message);
        connection.write(preface.encode().buffer());
        connection.flush();
    }

    /** Gives up; the outcome hears nothing. */
    public void abandon() {
        if (!over) {
            over();
            intake.ignore();
            intake.connection().abort();
        }
    }

    @Override
    public void arrived(ByteQueue bytes) {
        if (over) {
            return;
        }
        try {
            Optional<Bytes> reply = Reply.take(bytes);
            if (reply.isPresent()) {
                Bytes payload = handshake.read(reply.get());
                over();
                outcome.answered(intake, payload, handshake.secret());
            }
        } catch (MalformedException e) {
            fail(TransportException.Reason.CLOSED, e.reason());
        }
    }

    private void over() {
        over = true;
        deadline.cancel();
    }

    private void fail(TransportException.Reason reason, String sentence) {
        if (!over) {
            abandon();
            outcome.failed(new TransportException(reason, sentence));
        }
    }

    @Override
    public void writable() {}

    @Override
    public void ended(TransportException why) {
        if (!over) {
            over();
            outcome.failed(why);
        }
    }

    /** Hears what came of it, once. */
    public interface Outcome {
        /** @param secret belongs to the outcome now, as does the connection */
        void answered(Intake intake, Bytes payload, SessionSecret secret);

        /** The connection is gone. A stranger, a revoked node and a wrong key all look like this: the other side said nothing. */
        void failed(TransportException why);
    }
}
