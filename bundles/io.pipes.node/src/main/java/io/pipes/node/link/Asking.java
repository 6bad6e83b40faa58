// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.node.wire.Attachment;
import io.pipes.node.wire.ByteQueue;
import io.pipes.node.wire.Intake;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.TransportException;
import java.time.Duration;

/** The caller of a session says on another connection what it is for, and waits for the other side to prove that it agrees. */
final class Asking implements Intake.Stage {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final LinkParts parts;
    private final AttachSecret secret;
    private final Attachment call;
    private final Outcome outcome;
    private final Intake intake;
    private Cancellable timer = () -> {};

    Asking(LinkParts parts, Connection connection, AttachSecret secret, Attachment call, Outcome outcome) {
        this.parts = parts;
        this.secret = secret;
        this.call = call;
        this.outcome = outcome;
        intake = new Intake(connection, this);
    }

    void start() {
        Connection connection = intake.connection();
        timer = parts.loop().schedule(PATIENCE, this::fail);
        connection.start(intake);
        connection.write(call.encode().buffer());
        connection.flush();
    }

    @Override
    public void arrived(ByteQueue bytes) {
        if (bytes.size() < Attachment.ANSWER_BYTES) {
            return;
        }
        Bytes answer = bytes.copy(0, Attachment.ANSWER_BYTES);
        bytes.drop(Attachment.ANSWER_BYTES);
        timer.cancel();
        try {
            outcome.answered(intake, secret.readAnswer(call.id(), answer));
        } catch (MalformedException e) {
            fail();
        }
    }

    private void fail() {
        abandon();
        outcome.silence();
    }

    /** Nobody wants it any more. */
    void abandon() {
        timer.cancel();
        intake.ignore();
        intake.connection().abort();
    }

    @Override
    public void writable() {}

    @Override
    public void ended(TransportException why) {
        timer.cancel();
        outcome.silence();
    }

    /** Hears what came of it, once, unless it was abandoned. */
    interface Outcome {
        /**
         * @param intake to be handed over
         * @param place what the other side has said
         * @throws MalformedException when it cannot have said that
         */
        void answered(Intake intake, long place) throws MalformedException;

        void silence();
    }
}
