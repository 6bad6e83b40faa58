// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.node;

import io.pipes.api.message.Content;
import io.pipes.api.message.Sent;
import io.pipes.api.service.Answer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** Another node of a network. A handle, which may be used from any thread; stages fail with {@code NOT_FOUND} if there is no such node. */
@ProviderType
public interface Node {
    CompletionStage<NodeInfo> info();

    /**
     * Sends a message that only that node can read. Messages to one node arrive in order, each once, also across links that end
     * and come back. For a node that is away it is sealed and durable here when this completes, and other members hold copies, so it
     * arrives also if this node is away when the other one comes. It is given up after 30 days, unless the operator has set another time.
     *
     * @return completes when this node has accepted it; not yet, while 8 MiB wait for that node (back-pressure). Fails
     *     with {@code TOO_LARGE}, {@code REVOKED}, and {@code STORAGE} if the other node is away and the disk does not take the message
     */
    CompletionStage<Sent> send(Content content);

    /** As {@link #send(Content)}, of a text. */
    default CompletionStage<Sent> send(String text) {
        return send(Content.text(text));
    }

    /** Calls a service of this node, see {@link io.pipes.api.service.Services#call(String, Content, Duration)}. */
    CompletionStage<Answer> call(String service, Content request, Duration deadline);

    /** The round trip, measured now. Fails with {@code UNREACHABLE} or {@code TIMED_OUT} (10 s). */
    CompletionStage<Duration> ping();

    /** Why it is reached as it is. */
    CompletionStage<Explanation> explain();
}
