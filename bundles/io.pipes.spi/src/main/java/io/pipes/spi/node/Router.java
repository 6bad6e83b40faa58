// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.node;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.transport.Connection;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Finds ways to members that are no peers, and opens connections that lead through others. The routing feature offers one on each node
 * ({@link Routing#offer}).
 *
 * <p><b>Threads.</b> Used on the node's loop; stages complete there.
 */
@ConsumerType
public interface Router {
    /** The way that a circuit opened now would take; a peer is its own way. Empty when there is none. */
    Optional<Route> route(NodeId member);

    /** The way of a circuit to a member that this node has opened and that is there; of several, the one opened last. */
    Optional<Route> taken(NodeId member);

    /** Members to which there is a route, peers included, this node not. In order of id. */
    Collection<NodeId> reachable();

    /** Links of the network as far as known, each once: those that both ends advertise. */
    Collection<Edge> edges();

    /**
     * Opens a connection to a member through others. What it carries is seen by all of them, so it carries a handshake and sealed
     * records. Its remote address has the scheme {@value #SCHEME} and names the member.
     *
     * @param traffic how its bytes rank among those of other circuits
     * @return a connection that belongs to the caller. Fails with {@link io.pipes.spi.transport.TransportException}: {@code UNREACHABLE}
     *     without a route, {@code LIMIT} when those on the way have no room, {@code TIMED_OUT}
     */
    CompletionStage<Connection> open(NodeId member, TrafficClass traffic);

    /**
     * Lets all members know something about this node, beside its links; replaces what was said before.
     *
     * @param note at most {@value #MAX_NOTE_BYTES} bytes; everybody in the network keeps it
     */
    void announce(Bytes note);

    /** What a member last let others know about itself. */
    Optional<Bytes> note(NodeId member);

    /** The scheme of addresses of circuits. */
    String SCHEME = "circuit";

    /** The longest note. */
    int MAX_NOTE_BYTES = 512;

    /**
     * A link between two members.
     *
     * @param one the lower id
     */
    record Edge(NodeId one, NodeId other) {}
}
