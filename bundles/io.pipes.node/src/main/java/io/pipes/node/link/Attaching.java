// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.node.wire.Intake;
import io.pipes.spi.transport.Connection;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The caller's way to another connection for a lane: dials, says which session and lane it is for, and hears where to go on; again and
 * again until it worked, it is stopped, or the other side does not know the session any more.
 *
 * <pre>
 *   PAUSING --time--> DIALLING --connected--> ASKING --answered--> OVER (attached)
 *      ^                 |                      |
 *      +-- failed -------+------ silence -------+-- for long --> OVER (unknown there)
 * </pre>
 */
final class Attaching implements Asking.Outcome {
    /** Silence so many times in a row and for so long does not happen by chance: the other side has forgotten the session. */
    private static final int SILENCES = 5;

    private static final Duration SILENT_FOR = Duration.ofSeconds(1);

    private final LinkParts parts;
    private final Lane lane;
    private final Calls calls;
    private final Outcome outcome;
    private Cancellable timer = () -> {};
    private @Nullable Asking asking;
    private final int dials;
    private int failedDials;
    private int silences;
    private long silentSince;
    private boolean over;

    /** @param dials after how many dials that failed to give up; with 0 none is made, and the first silence is the end */
    Attaching(LinkParts parts, Lane lane, int dials, Calls calls, Outcome outcome) {
        this.parts = parts;
        this.lane = lane;
        this.dials = dials;
        this.calls = calls;
        this.outcome = outcome;
    }

    /** Begins, after the pause that is due. */
    void begin() {
        timer = parts.loop().schedule(calls.nextPause(lane), this::dial);
    }

    /** Begins over a connection that is there, and tries no other. */
    void beginOver(Connection connection) {
        dialled(connection, null);
    }

    private void dial() {
        calls.dial(lane, failedDials).whenComplete(this::dialled);
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
            failedDials++;
            again(failedDials < dials);
        } else if (over) {
            connection.abort();
        } else {
            Bytes id = calls.nextId(lane);
            AttachSecret secret = calls.secret();
            asking = new Asking(parts, connection, secret, secret.call(id, lane.number(), lane.next()), this);
            asking.start();
        }
    }

    @Override
    public void answered(Intake intake, long wanted) throws MalformedException {
        lane.attach(intake, wanted);
        intake.handOver(lane);
        asking = null;
        stop();
        outcome.attached(lane);
    }

    @Override
    public void silence() {
        asking = null;
        long now = parts.now();
        silentSince = silences == 0 ? now : silentSince;
        silences++;
        again(dials > 0 && (silences < SILENCES || now - silentSince < SILENT_FOR.toNanos()));
    }

    private void again(boolean hope) {
        if (over) {
            return;
        }
        timer.cancel();
        if (hope) {
            begin();
        } else {
            stop();
            outcome.unknown(lane);
        }
    }

    /** What a session's calls have in common. */
    interface Calls {
        /** @param failed how many dials have failed in a row */
        CompletionStage<Connection> dial(Lane lane, int failed);

        AttachSecret secret();

        /** Each is used once. */
        Bytes nextId(Lane lane);

        /** How long to wait before the next call for this lane: longer and longer, until one has brought something. */
        Duration nextPause(Lane lane);
    }

    /** Hears what came of it, at most once. */
    interface Outcome {
        void attached(Lane lane);

        /** The other side does not know the session any more, or could not be called at all. */
        void unknown(Lane lane);
    }
}
