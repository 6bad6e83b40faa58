// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.local;

import io.pipes.api.service.Access;
import io.pipes.base.id.NodeId;
import io.pipes.spi.socket.Endpoint;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Ports of this machine that members may reach as services of this node, and ports of this machine that lead to services of other nodes. A
 * facet of a network. May be used from any thread; stages complete on the node's loop. What is made here is kept, and there again after a
 * restart, until it is taken away.
 */
@ProviderType
public interface LocalForwards {
    /** Ports that one node forwards at a time, in each network. */
    int MAX_FORWARDS = 256;

    /**
     * Publishes a port of this machine, or of one that it reaches, under a name.
     *
     * @param target TCP or a Unix socket; no link-local address, where clouds keep their machines' secrets
     * @param access who may use it
     * @return completes when it is durable and can be used. Fails as {@link LocalStreams#serve} says, and with {@code STORAGE}
     */
    CompletionStage<Published> publish(String service, Endpoint target, Access access);

    /** Takes a published port away; connections over it end. Fails with {@code NOT_FOUND}. */
    CompletionStage<Void> withdraw(String service);

    /** What this node has published, in order of name. */
    CompletionStage<List<Published>> published();

    /**
     * Forwards a port of this machine to a service of a member, which need not be there yet.
     *
     * @param listen TCP or a Unix socket; port 0 for any free one
     * @return completes when it is durable and listens. Fails with {@code ADDRESS_IN_USE}, {@code REFUSED} when the system does not allow
     *     it, {@code INVALID_ARGUMENT} for this node itself, {@code NOT_FOUND} for who is no member, {@code BUSY} beyond {@value #MAX_FORWARDS}, {@code STORAGE}
     */
    CompletionStage<Forwarded> forward(Endpoint listen, NodeId node, String service);

    /** Takes a forwarded port away; connections over it end. Fails with {@code NOT_FOUND}. */
    CompletionStage<Void> remove(long forward);

    /** What this node forwards, in order of number. */
    CompletionStage<List<Forwarded>> forwards();

    /**
     * A port that is a service.
     *
     */
    record Published(String service, Endpoint target, Access access, Counters counters) {}

    /**
     * A port that leads to a service.
     *
     * @param number by which it is removed, from 1
     * @param listen with the real port
     * @param problem why nobody listens there now; it is tried again
     */
    record Forwarded(
            long number, Endpoint listen, NodeId node, String service, Optional<String> problem, Counters counters) {}

    /**
     * What has passed since the feature has begun.
     *
     * @param open connections that are open now
     * @param all connections that were ever made
     * @param sentBytes from programs of this machine to other nodes
     * @param receivedBytes from other nodes to programs of this machine
     */
    record Counters(long open, long all, long sentBytes, long receivedBytes) {}
}
