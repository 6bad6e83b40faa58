// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.node.wire.Attachment;
import io.pipes.node.wire.ByteQueue;
import io.pipes.node.wire.Intake;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.TransportException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The caller's way to another connection for a lane: dials, says which session and lane it is for, and hears where to go on; again and
 * again until it worked, it is stopped, or the other side does not know the session any more.
 *
 * <pre>
 *   PAUSING --time--> DIALLING --connected--> ASKING --answered--> OVER (attached)
 *      ^                 |                      |
 *      +-- failed -------+------ silence -------+----fifth time--> OVER (unknown there)
 * </pre>
 */
final class Attaching {
    /** Silence so many times in a row does not happen by chance: the other side has forgotten the session. */
    private static final int SILENCES = 5;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(640);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final LinkParts parts;
    private final Lane lane;
    private final Calls calls;
    private final Outcome outcome;
    private Cancellable timer = () -> {};
    private @Nullable Asking asking;
    private Duration pause = Duration.ZERO;
    private int silences;
    private boolean over;

    Attaching(LinkParts parts, Lane lane, Calls calls, Outcome outcome) {
        this.parts = parts;
        this.lane = lane;
        this.calls = calls;
        this.outcome = outcome;
    }

    /** Begins now. */
    void begin() {
        parts.dialer().dial(calls.address()).whenComplete(this::dialled);
    }

    void stop() {
        over = true;
        timer.cancel();
        if (asking != null) {
            asking.abandon();
            asking = null;
        }
    }

    private void dialled(@Nullable Connection connection, @Nullable Throwable failure) {
        if (connection == null) {
            again();
        } else if (over) {
            connection.abort();
        } else {
            asking = new Asking(connection);
            asking.start();
        }
    }

    private void again() {
        if (!over) {
            timer.cancel();
            timer = parts.loop().schedule(pause, this::begin);
            Duration doubled = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        }
    }

    private void silence() {
        asking = null;
        if (over) {
            return;
        }
        silences++;
        if (silences < SILENCES) {
            again();
        } else {
            stop();
            outcome.unknown(lane);
        }
    }

    /** One connection, from the first byte until the other side has answered. */
    private final class Asking implements Intake.Stage {
        private final Intake intake;
        private final Bytes id = calls.nextId();

        Asking(Connection connection) {
            intake = new Intake(connection, this);
        }

        void start() {
            Connection connection = intake.connection();
            timer = parts.loop().schedule(PATIENCE, this::tooLate);
            connection.start(intake);
            connection.write(
                    calls.secret().call(id, lane.number(), lane.next()).encode().buffer());
            connection.flush();
        }

        @Override
        public void arrived(ByteQueue bytes) {
            if (over || bytes.size() < Attachment.ANSWER_BYTES) {
                return;
            }
            Bytes answer = bytes.copy(0, Attachment.ANSWER_BYTES);
            bytes.drop(Attachment.ANSWER_BYTES);
            try {
                attach(calls.secret().readAnswer(id, answer));
            } catch (MalformedException e) {
                abandon();
                silence();
            }
        }

        private void attach(long wanted) throws MalformedException {
            lane.attach(intake, wanted);
            intake.handOver(lane);
            asking = null;
            stop();
            outcome.attached(lane);
        }

        private void tooLate() {
            abandon();
            silence();
        }

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
            silence();
        }
    }

    /** What a session's calls have in common. */
    interface Calls {
        Address address();

        AttachSecret secret();

        /** Each is used once. */
        Bytes nextId();
    }

    /** Hears what came of it, at most once. */
    interface Outcome {
        void attached(Lane lane);

        /** The other side does not know the session any more. */
        void unknown(Lane lane);
    }
}
