// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.MalformedException;
import io.pipes.node.wire.ByteQueue;
import io.pipes.node.wire.GoodbyeReason;
import io.pipes.node.wire.Intake;
import io.pipes.spi.node.Router;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.TransportException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One of the lanes of a session: records both ways, in order, each once, over one connection after the other.
 *
 * <pre>
 *   DETACHED --attach--> ATTACHED --the connection is lost--> DETACHED
 *       ^                    |  +--attach (a better connection)--> ATTACHED
 *       +-- end of the link -+
 * </pre>
 */
final class Lane implements Intake.Stage {
    private final Link link;
    private final int number;
    private final LaneKey outward;
    private final LaneKey inward;
    private final Acknowledger acknowledger;
    private final Unconfirmed unconfirmed;
    private final Inlet inlet;
    private final Outlet outlet;
    private @Nullable Intake intake;

    /** @param keys taken over */
    Lane(Link link, LinkParts parts, int number, LaneKeys keys, Outlet.Source source, Inlet.Recipient recipient) {
        this.link = link;
        this.number = number;
        outward = keys.outward();
        inward = keys.inward();
        unconfirmed = new Unconfirmed(parts.scratch().chunks);
        acknowledger = new Acknowledger(parts.loop(), parts.timing().acknowledge(), this::wantToSend);
        inlet = new Inlet(parts, inward, acknowledger, unconfirmed, recipient);
        outlet = new Outlet(parts, outward, acknowledger, unconfirmed, source);
    }

    int number() {
        return number;
    }

    boolean attached() {
        return intake != null;
    }

    @Nullable
    Connection connection() {
        return intake == null ? null : intake.connection();
    }

    /** The first connection, over which both sides have proven who they are or are about to. */
    void begin(Intake first) {
        intake = first;
        outlet.use(first.connection());
    }

    /** The other side has proven itself: records may have any length they can have. */
    void trust() {
        inlet.trust();
        if (intake != null) {
            intake.connection().authenticated();
        }
    }

    /** The counter of the record that this side expects next. */
    long next() {
        return inlet.next();
    }

    /**
     * Goes on over another connection, whose bytes come here from now on; the one before ends.
     *
     * @param wanted the counter of the record that the other side expects next
     */
    void attach(Intake other, long wanted) throws MalformedException {
        unconfirmed.rewind(wanted);
        // Not aborted, which would say that it was of no use.
        detach().ifPresent(Connection::close);
        intake = other;
        trust();
        outlet.use(other.connection());
    }

    /** Says something, so that the other side hears that this one has its answer. */
    void greet() {
        acknowledger.greet();
    }

    /** Takes the connection away; nothing of it arrives here any more. */
    private Optional<Connection> detach() {
        Intake before = intake;
        intake = null;
        outlet.use(null);
        if (before == null) {
            return Optional.empty();
        }
        before.ignore();
        return Optional.of(before.connection());
    }

    /** Ends the connection without a word, and tells nobody. */
    void drop() {
        detach().ifPresent(Connection::abort);
    }

    /** Lets what was written leave and does without this connection from now on. */
    void unplug() {
        detach().ifPresent(connection -> {
            connection.close();
            link.detached(this);
        });
    }

    /** The connection seems dead; another one may not be. */
    void lose() {
        detach().ifPresent(connection -> {
            connection.abort();
            link.detached(this);
        });
    }

    /** Nothing comes or goes any more. */
    void close() {
        detach().ifPresent(Connection::close);
        unconfirmed.clear();
        inward.close();
        outward.close();
    }

    Unconfirmed unconfirmed() {
        return unconfirmed;
    }

    /** Whether its connection leads through others. */
    boolean relayed() {
        return intake != null && intake.connection().remote().scheme().equals(Router.SCHEME);
    }

    // what arrives

    @Override
    public void arrived(ByteQueue bytes) {
        outlet.hold();
        try {
            inlet.take(bytes);
        } catch (DamagedException e) {
            link.damaged(this, e.reason());
        } catch (MalformedException e) {
            link.misbehaved(e.reason());
        } catch (RuntimeException e) {
            link.failed(e);
        } finally {
            outlet.release();
        }
    }

    @Override
    public void ended(TransportException why) {
        intake = null;
        outlet.use(null);
        link.detached(this);
    }

    // what leaves

    void wantToSend() {
        outlet.want();
    }

    @Override
    public void writable() {
        outlet.pump();
    }

    void pump() {
        outlet.pump();
    }

    void goodbye(GoodbyeReason reason) {
        outlet.goodbye(reason);
    }
}
