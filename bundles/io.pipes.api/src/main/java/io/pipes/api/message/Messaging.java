// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.message;

import io.pipes.base.id.NodeId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.osgi.annotation.versioning.ProviderType;

/** Messages from this node to one other and back. A facet of a network. May be used from any thread. */
@ProviderType
public interface Messaging {
    /**
     * Sends a message that only that node can read. Messages to one node arrive in order, each once, also across links that end
     * and come back; a node that is away gets it when it returns while both processes live.
     *
     * @return completes when this node has accepted it; not yet, while its queue for that node is full (back-pressure). Fails
     *     with {@code TOO_LARGE}, {@code NOT_FOUND}, {@code REVOKED}
     */
    CompletionStage<Sent> send(NodeId to, Content content);

    /**
     * Messages to this node, from one node or from all. Each message goes to every subscriber that is there; while there is none,
     * they wait (up to 4 MiB for each sender, then that sender is held back).
     *
     * @return any number of subscribers; a slow one holds its senders back
     */
    Flow.Publisher<Message> messages(Optional<NodeId> from);
}
