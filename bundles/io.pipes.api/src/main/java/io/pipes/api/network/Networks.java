// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.network;

import io.pipes.api.Task;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** The networks this process has a node in. May be used from any thread. */
@ProviderType
public interface Networks {
    /**
     * Makes a network with a first node, its owner; durable when the stage completes.
     *
     * @param name 1 to 64 printable characters; fails with {@code ALREADY_EXISTS} when this process has one of that name
     * @param identity as whom, by name; it is made if it is missing
     */
    CompletionStage<Network> create(String name, String identity);

    /**
     * Redeems a ticket and completes once connected to the network. Who cancels stops waiting, and may have joined nevertheless.
     *
     * @param ticket the text that {@link Network#invite} gave, {@code pipes1...}
     * @param identity as whom, by name; it is made if it is missing
     * @return fails with {@code TICKET_INVALID}, {@code TICKET_EXPIRED}, {@code TICKET_SPENT}, {@code UNREACHABLE} (the inviting
     *     node is away) or {@code ALREADY_EXISTS}
     */
    Task<Network> join(String ticket, String identity);

    /** All networks, in order of name. */
    CompletionStage<List<Network>> list();

    /** The network of this name; empty if there is none. */
    default CompletionStage<Optional<Network>> find(String name) {
        return list().thenApply(all ->
                all.stream().filter(network -> network.name().equals(name)).findFirst());
    }
}
