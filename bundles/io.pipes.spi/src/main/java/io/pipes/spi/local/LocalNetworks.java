// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.local;

import io.pipes.base.id.IdentityId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** The networks this process has a node in. May be used from any thread. */
@ProviderType
public interface LocalNetworks {
    /**
     * Makes a network with a first node, its owner; durable when the stage completes.
     *
     * @param name 1 to 64 printable characters; fails with {@code ALREADY_EXISTS} when this process has one of that name
     */
    CompletionStage<LocalNetwork> create(String name, IdentityId identity);

    /**
     * Redeems a ticket and completes once connected to the network.
     *
     * @param ticket the text that {@link LocalNetwork#invite} gave, {@code pipes1...}
     * @return fails with {@code TICKET_INVALID}, {@code TICKET_EXPIRED}, {@code TICKET_SPENT}, {@code UNREACHABLE} (the inviting
     *     node is away) or {@code ALREADY_EXISTS}
     */
    CompletionStage<LocalNetwork> join(String ticket, IdentityId identity);

    /** All networks, in order of name. */
    List<LocalNetwork> list();

    /** Whether every stored node has been loaded and can exchange messages. */
    boolean ready();

    /** Where nodes of this process accept connections, as text. */
    List<String> listenAddresses();

    /** Sentences for an operator; empty when all is well. */
    List<String> problems();

    /** What has been done by itself since the start, as sentences for an operator, who has to do nothing about it. */
    List<String> news();

    default Optional<LocalNetwork> find(String name) {
        return list().stream().filter(network -> network.name().equals(name)).findFirst();
    }
}
