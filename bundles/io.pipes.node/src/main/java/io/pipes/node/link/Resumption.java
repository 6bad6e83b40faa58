// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.node.wire.Attachment;
import io.pipes.node.wire.Intake;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the lanes of a session on connections: a lane that lost its own gets another one, or the session ends. The side that called
 * calls again; the other one knows the ids by which it will.
 */
final class Resumption implements Sessions.Session, Attaching.Calls, Attaching.Outcome {
    private final Link link;
    private final LinkParts parts;
    private final AttachSecret secret;
    private final @Nullable Life[] lives = new Life[BulkLanes.MAX + 1];
    private @Nullable ExpectedIds expected;
    private long calls;
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
            expected = new ExpectedIds(parts.sessions(), this, secret);
        }
    }

    void stop() {
        stopped = true;
        if (expected != null) {
            expected.forgetAll();
        }
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
        life.hurry();
        if (link.initiator()) {
            life.call();
        }
    }

    /** A lane needs its first connection. Only the one who called. */
    void call(Lane lane) {
        life(lane).call();
    }

    /** Something came on a bulk lane. */
    void heard(Lane lane) {
        life(lane).heard = parts.now();
    }

    private void attachedNow(Lane lane) {
        Life life = life(lane);
        life.rest();
        link.attached(lane);
        if (lane != link.main()) {
            life.watch();
        }
    }

    // the one who was called

    @Override
    public void attach(Attachment call, Intake intake) throws MalformedException {
        if (expected == null || stopped) {
            throw new MalformedException("the session is over");
        }
        AttachSecret.Place place = secret.read(call);
        expected.used(call.id());
        Lane lane = place.lane() == 0 ? link.main() : link.bulk().lane(place.lane());
        Connection connection = intake.connection();
        lane.attach(intake, place.next());
        connection.write(secret.answer(call.id(), lane.next()).buffer());
        connection.flush();
        intake.handOver(lane);
        attachedNow(lane);
    }

    // the one who called

    @Override
    public Address address() {
        return link.remote();
    }

    @Override
    public AttachSecret secret() {
        return secret;
    }

    @Override
    public Bytes nextId() {
        return secret.id(calls++);
    }

    @Override
    public void attached(Lane lane) {
        attachedNow(lane);
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
        private long heard;

        Life(Lane lane) {
            this.lane = lane;
        }

        void call() {
            if (attaching == null && !stopped) {
                Attaching begun = new Attaching(parts, lane, Resumption.this, Resumption.this);
                attaching = begun;
                begun.begin();
            }
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

        private void check() {
            boolean silent = parts.now() - heard >= parts.timing().dead().toNanos();
            if (silent && !lane.unconfirmed().isEmpty()) {
                lane.lose();
            } else {
                check = parts.loop().schedule(parts.timing().dead(), this::check);
            }
        }
    }
}
