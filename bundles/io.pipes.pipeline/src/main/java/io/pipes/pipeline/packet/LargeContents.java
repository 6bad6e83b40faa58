// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.packet;

import io.pipes.api.message.ContentSource;
import io.pipes.api.message.LargeContent;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.base.Bytes;
import java.util.concurrent.CompletionStage;

/** Where content goes that is too long for packets, and comes from. */
public interface LargeContents {
    /** Begins to store content, sealed, that is handed in piece by piece. On the node's loop. */
    Writing begin();

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

    /** How many of them messages of a pipeline name, and where they are. On the node's loop. */
    PipelineInfo.Contents state(Bytes routeTag);

    /** Content on its way into the store. On the node's loop, one call at a time; once a stage has failed, nothing of it is left. */
    interface Writing {
        /** Completes when there is room for the next piece; fails with {@code PipesException}. */
        CompletionStage<Void> write(Bytes piece);

        /** What to publish, once it is durable; fails with {@code PipesException}. Something must have been written. */
        CompletionStage<BlobReference> finish();

        /** Gives it up, also while it is being written; completes when nothing of it is left. */
        CompletionStage<Void> discard();
    }
}
