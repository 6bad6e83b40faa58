// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.pipeline;

import io.pipes.api.message.Message;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A named place in the history of a persistent pipeline on this node, which the node remembers: up to there a reader has dealt with
 * everything. What was read and not committed is read again after a crash, so each message is dealt with at least once.
 *
 * <p>May be used from any thread. Stages fail with {@code STORAGE} when the store does not take or give it.
 */
@ProviderType
public interface Cursor {
    String name();

    /** Where it stands: behind the last message that was committed; empty before the first one. */
    CompletionStage<Optional<From.After>> position();

    /** What comes behind it, from the start if nothing was committed, and then what comes; as {@code io.pipes.spi.local.LocalPipeline#messages(From)}. */
    Flow.Publisher<Message> messages();

    /**
     * Everything up to a message of this pipeline has been dealt with, in the order in which this node reads. The last call counts.
     *
     * @param after behind that message
     * @return completes when it is durable; fails with {@code NOT_FOUND} if this node does not have the message
     */
    CompletionStage<Void> commit(From.After after);

    /** As {@link #commit(From.After)}. */
    default CompletionStage<Void> commit(Message message) {
        return commit(new From.After(message.author(), message.seq(), message.index()));
    }

    /** Forgets it. */
    CompletionStage<Void> remove();
}
