// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.node;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.TransportException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The messages of one protocol on one link, both ways, whole and in order, until the link ends. Used on the node's loop only.
 *
 * <p>A message that was sent may be lost when the link ends; protocols acknowledge what matters to them.
 */
@ProviderType
public interface Exchange {
    /** The longest message, in bytes: a packet of 1 MiB and what surrounds it. */
    int MAX_MESSAGE_BYTES = (1 << 20) + (64 << 10);

    NodeId peer();

    /**
     * Sends one message. It always takes it; who goes on while {@link #writable} is false grows memory. Does nothing once closed.
     */
    void send(Bytes message);

    /**
     * Sends one message that consists of a head and of what another one has from an index on: for those who pass on under another head
     * what they have received. Otherwise as {@link #send(Bytes)}.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= from <= rest.size()}
     */
    default void send(Bytes head, Bytes rest, int from) {
        Objects.checkFromToIndex(from, rest.size(), rest.size());
        byte[] message = new byte[head.size() + rest.size() - from];
        head.copyTo(message, 0);
        rest.copyTo(from, message, head.size());
        send(Bytes.wrap(message));
    }

    /** Whether the other side's credit and the link's queue have room. */
    boolean writable();

    /** Stops granting credit, so that the other side comes to a halt after at most a window. */
    void pause();

    void resume();

    /**
     * Ends the link after the current task, because the other side did what no honest member does. What arrives from now on counts
     * for nothing.
     *
     * @param reason for the log: what it did, never what it said
     */
    void misbehaved(String reason);

    /** Whether this side has called for the link, and so calls for whatever else the two need. */
    default boolean caller() {
        return false;
    }

    /**
     * Gets a dedicated connection beside the link, for bytes that are sealed already: the link proves who is at its other end and does
     * nothing to what travels on it. Both sides ask, with the same number; the {@link #caller} only after it knows that the other side
     * has asked. Whoever asked closes it when the exchange ends.
     *
     * @param number any number that was not used before on this link: a random one
     * @param handler told of everything from the moment the stage completes
     * @return completes on the node's loop with a connection that is started and paused; fails within four seconds with a {@link
     *     TransportException} when there is none to be had. An exchange then does without
     */
    default CompletionStage<Connection> dedicated(long number, ConnectionHandler handler) {
        return CompletableFuture.failedFuture(new TransportException(
                TransportException.Reason.UNREACHABLE, "This link has no connections beside its own"));
    }

    /** Whether the link is direct now, that is, over a transport and not through others. */
    boolean direct();

    /** Smoothed round trip of the link; zero until it was measured. */
    Duration roundTrip();
}
