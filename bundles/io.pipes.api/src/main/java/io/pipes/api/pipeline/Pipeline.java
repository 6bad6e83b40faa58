// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.pipeline;

import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.message.Sent;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.osgi.annotation.versioning.ProviderType;

/** One pipeline, seen from this node. May be used from any thread. */
@ProviderType
public interface Pipeline {
    PipelineInfo info();

    /**
     * Publishes to all members that are entitled.
     *
     * @return completes when this node has handed it to its links; not yet, while their queues are full (back-pressure). Fails
     *     with {@code TOO_LARGE}, {@code REFUSED} (the role does not allow it) or {@code REVOKED}
     */
    CompletionStage<Sent> publish(Content content);

    /** Messages of others, and of this node itself, from now on; each once to each subscriber. */
    Flow.Publisher<Message> messages();
}
