// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.packet;

import io.pipes.api.message.ContentSource;
import io.pipes.api.message.LargeContent;
import java.util.concurrent.CompletionStage;

/** Where content goes that is too long for packets, and comes from. */
public interface LargeContents {
    /**
     * Stores content, sealed. On the node's loop.
     *
     * @param source {@linkplain ContentRules#check(ContentSource) checked}
     * @return what to publish, once it is durable; fails with {@code PipesException}
     */
    CompletionStage<BlobReference> put(ContentSource source);

    /**
     * Removes what was put and could not be published. On the node's loop.
     *
     * @param why where the store does not know whether the message was stored, the content goes later, and only if no message names it
     */
    void discard(BlobReference reference, Throwable why);

    /** The content to which a packet refers; on any thread. */
    LargeContent open(BlobReference reference);
}
