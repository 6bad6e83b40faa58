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
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.TransportException;
import io.pipes.spi.transport.TransportException.Reason;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Connections beside the lanes of a session, for protocols that carry what is sealed already (as the data connections of RFC 6062 are
 * beside a TURN session). They are announced and proven as another connection of a lane is; what follows belongs to whoever asked.
 */
final class DedicatedConnections {
    /** In the place of a lane's number. */
    static final int LANE = BulkLanes.MAX + 1;

    /** So many may be on their way at a time. */
    static final int MAX_PENDING = 64;

    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final Link link;
    private final LinkParts parts;
    private final AttachSecret secret;
    private final Set<Pending> pending = new LinkedHashSet<>();

    /** @param secret stays the session's */
    DedicatedConnections(Link link, LinkParts parts, AttachSecret secret) {
        this.link = link;
        this.parts = parts;
        this.secret = secret;
    }

    /** As {@link io.pipes.spi.node.Exchange#dedicated} says. */
    CompletionStage<Connection> get(long number, ConnectionHandler handler) {
        if (!link.open() || pending.size() >= MAX_PENDING) {
            return CompletableFuture.failedFuture(
                    new TransportException(Reason.LIMIT, "The link has no room for another connection now"));
        }
        Pending wanted = new Pending(number, handler);
        pending.add(wanted);
        wanted.begin();
        return wanted.result;
    }

    /** The session is over. What is there already ends with the exchanges it was for. */
    void stop() {
        List.copyOf(pending).forEach(one -> one.fail("The link has ended"));
    }

    /** One that is wanted. */
    private final class Pending implements Asking.Outcome, Sessions.Session {
        private final long number;
        private final ConnectionHandler handler;
        private final Bytes id;
        private final CompletableFuture<Connection> result = new CompletableFuture<>();
        private Cancellable timer = () -> {};
        private @Nullable Asking asking;

        Pending(long number, ConnectionHandler handler) {
            this.number = number;
            this.handler = handler;
            id = secret.dedicatedId(number);
        }

        void begin() {
            timer = parts.loop().schedule(PATIENCE, () -> fail("The other side did not take part"));
            if (link.initiator()) {
                parts.dialer()
                        .dial(link.peer(), link.remote(), TrafficClass.BULK, 0)
                        .whenComplete(this::dialled);
            } else {
                parts.sessions().expect(id, this);
            }
        }

        private void dialled(@Nullable Connection connection, @Nullable Throwable failure) {
            if (connection == null) {
                fail("Nobody answered there");
            } else if (result.isDone()) {
                connection.abort();
            } else {
                asking = new Asking(parts, connection, secret, secret.call(id, LANE, number), this);
                asking.start();
            }
        }

        @Override
        public void attach(Attachment call, Intake intake) throws MalformedException {
            AttachSecret.Place place = secret.read(call);
            if (place.lane() != LANE) {
                throw new MalformedException("names a lane");
            }
            check(place.next());
            Connection connection = intake.connection();
            connection.write(secret.answer(id, number).buffer());
            connection.flush();
            hand(intake);
        }

        @Override
        public void answered(Intake intake, long place) throws MalformedException {
            check(place);
            asking = null;
            hand(intake);
        }

        private void check(long said) throws MalformedException {
            if (said != number) {
                throw new MalformedException("is not the connection that is wanted");
            }
        }

        private void hand(Intake intake) {
            over();
            Connection connection = intake.connection();
            connection.authenticated();
            connection.pause();
            intake.bequeath(handler);
            result.complete(connection);
        }

        @Override
        public void silence() {
            asking = null;
            fail("The other side does not know of it");
        }

        void fail(String sentence) {
            if (asking != null) {
                asking.abandon();
                asking = null;
            }
            over();
            result.completeExceptionally(new TransportException(Reason.UNREACHABLE, sentence));
        }

        private void over() {
            timer.cancel();
            pending.remove(this);
            parts.sessions().forget(id);
        }
    }
}
