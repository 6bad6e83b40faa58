// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.node.wire.Attachment;
import io.pipes.node.wire.Intake;
import io.pipes.spi.node.TrafficClass;
import io.pipes.spi.transport.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the lanes of a session on connections: a lane that lost its own gets another one, or the session ends. The side that called
 * calls again; the other one knows the ids by which it will.
 */
final class Resumption implements Sessions.Session, Attaching.Calls, Attaching.Outcome {
    /** How many calls in a row may get lost before the other side does not know their ids. More than are made in five seconds. */
    private static final int AHEAD = 16;

    private static final int AHEAD_OF_BULK = 8;

    /** Who cannot be called for a lane that is only nice to have is left alone soon. */
    private static final int FIRST_DIALS = 5;

    private static final int FIRST_PAUSE_MILLIS = 20;
    private static final int DOUBLINGS = 5;

    private final Link link;
    private final LinkParts parts;
    private final AttachSecret secret;
    private final @Nullable Life[] lives = new Life[BulkLanes.MAX + 1];
    private final List<ExpectedIds> expected = new ArrayList<>();
    private boolean stopped;

    /** @param secret taken over */
    Resumption(Link link, LinkParts parts, AttachSecret secret) {
        this.link = link;
        this.parts = parts;
        this.secret = secret;
    }

    /** The other side has proven itself. */
    void start() {
        if (!link.initiator()) {
            for (int lane = 0; lane <= BulkLanes.MAX; lane++) {
                expected.add(new ExpectedIds(parts.sessions(), this, secret, lane, lane == 0 ? AHEAD : AHEAD_OF_BULK));
            }
        }
    }

    void stop() {
        stopped = true;
        expected.forEach(ExpectedIds::forgetAll);
        for (Life life : lives) {
            if (life != null) {
                life.rest();
            }
        }
        secret.close();
    }

    private Life life(Lane lane) {
        Life known = lives[lane.number()];
        if (known == null) {
            known = new Life(lane);
            lives[lane.number()] = known;
        }
        return known;
    }

    /** A lane has lost its connection. */
    void resume(Lane lane) {
        Life life = life(lane);
        if (inUse(lane)) {
            life.hurry();
        }
        if (link.initiator()) {
            life.call(Integer.MAX_VALUE);
        }
    }

    private boolean inUse(Lane lane) {
        return lane == link.main() || link.bulk().inUse(lane);
    }

    /** A lane needs its first connection. Only the one who called. */
    void call(Lane lane) {
        life(lane).call(FIRST_DIALS);
    }

    /** Something came on a lane. */
    void heard(Lane lane, long now) {
        Life life = lives[lane.number()];
        if (life != null) {
            life.heard(now);
        }
    }

    private void attachedNow(Lane lane) {
        Life life = life(lane);
        life.rest();
        if (lane != link.main()) {
            life.watch();
        }
    }

    // the one who was called

    @Override
    public void attach(Attachment call, Intake intake) throws MalformedException {
        AttachSecret.Place place = secret.read(call);
        expected.forEach(ids -> ids.used(call.id()));
        Lane lane = place.lane() == 0 ? link.main() : link.bulk().lane(place.lane());
        Connection connection = intake.connection();
        lane.attach(intake, place.next());
        connection.write(secret.answer(call.id(), lane.next()).buffer());
        connection.flush();
        intake.handOver(lane);
        attachedNow(lane);
        if (inUse(lane)) {
            link.attached(lane);
        }
    }

    // the one who called

    /** Goes on over this connection, if the other side agrees; else everything stays as it is. */
    void move(Connection better) {
        life(link.main()).move(better);
    }

    @Override
    public CompletionStage<Connection> dial(Lane lane, int failed) {
        TrafficClass traffic = lane == link.main() ? TrafficClass.INTERACTIVE : TrafficClass.BULK;
        return parts.dialer().dial(link.peer(), link.remote(), traffic, failed);
    }

    @Override
    public AttachSecret secret() {
        return secret;
    }

    @Override
    public Bytes nextId(Lane lane) {
        return secret.id(lane.number(), life(lane).calls++);
    }

    @Override
    public Duration nextPause(Lane lane) {
        return life(lane).nextPause();
    }

    @Override
    public void attached(Lane lane) {
        attachedNow(lane);
        link.attached(lane);
        lane.greet();
    }

    @Override
    public void unknown(Lane lane) {
        life(lane).attaching = null;
        if (lane == link.main() || !link.bulk().givenUp(lane)) {
            link.lost("the other side does not know the session any more");
        }
    }

    /** How one lane fares. */
    private final class Life {
        private final Lane lane;
        private @Nullable Attaching attaching;
        private Cancellable deadline = () -> {};
        private Cancellable check = () -> {};
        private long calls;
        private long heard;
        private int vain;

        Life(Lane lane) {
            this.lane = lane;
        }

        /** @param dials after how many dials that failed to give up */
        void call(int dials) {
            if (attaching == null && !stopped) {
                Attaching begun = new Attaching(parts, lane, dials, Resumption.this, Resumption.this);
                attaching = begun;
                begun.begin();
            }
        }

        void move(Connection better) {
            if (attaching != null || stopped) {
                better.abort();
                return;
            }
            Attaching begun = new Attaching(parts, lane, 0, Resumption.this, new Move());
            attaching = begun;
            begun.beginOver(better);
        }

        /** Something came, so the connection is worth something. */
        void heard(long now) {
            heard = now;
            vain = 0;
        }

        Duration nextPause() {
            int before = vain++;
            return before == 0
                    ? Duration.ZERO
                    : Duration.ofMillis(FIRST_PAUSE_MILLIS << Math.min(before - 1, DOUBLINGS));
        }

        /** Without a connection in time, the session ends. */
        void hurry() {
            check.cancel();
            deadline.cancel();
            deadline = parts.loop()
                    .schedule(
                            parts.timing().resume(),
                            () -> link.lost("no connection for "
                                    + parts.timing().resume().toSeconds() + " s"));
        }

        void rest() {
            deadline.cancel();
            check.cancel();
            if (attaching != null) {
                attaching.stop();
                attaching = null;
            }
        }

        /** Looks now and then whether what was sent arrives: a connection can be dead without a word. */
        void watch() {
            heard = parts.now();
            check = parts.loop().schedule(parts.timing().dead(), this::check);
        }

        /** What comes of a move that is not needed. */
        private final class Move implements Attaching.Outcome {
            @Override
            public void attached(Lane moved) {
                Resumption.this.attached(moved);
            }

            @Override
            public void unknown(Lane unmoved) {
                attaching = null;
                if (!unmoved.attached()) {
                    resume(unmoved);
                }
            }
        }

        private void check() {
            boolean silent = parts.now() - heard >= parts.timing().dead().toNanos();
            if (silent && !lane.unconfirmed().settled()) {
                lane.lose();
            } else {
                check = parts.loop().schedule(parts.timing().dead(), this::check);
            }
        }
    }
}
