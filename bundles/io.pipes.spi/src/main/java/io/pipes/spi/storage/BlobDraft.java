// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.storage;

import io.pipes.base.Bytes;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A blob that is being written, its chunks in order, until it is finished or closed. One step at a time: the next one begins when the stage
 * of the last one has completed.
 *
 * <p><b>Threads and failure</b> are as {@link BlobStore} says.
 */
@ConsumerType
public interface BlobDraft {
    /** How many chunks are there; the next one has this index. */
    int chunks();

    /**
     * Writes the next chunk.
     *
     * @param chunk {@link BlobManifest#CHUNK_BYTES} bytes, or fewer if it is the last one; has been checked by the caller
     * @return after {@code FULL} or {@code FAILED} nothing of it was written, and it may be tried again
     */
    CompletionStage<Void> append(Bytes chunk);

    /**
     * Makes the blob durable and then visible. The draft is over, also if this fails.
     *
     * @param manifest of the chunks that were written
     */
    CompletionStage<Void> finish(BlobManifest manifest);

    /** Ends the writing: what was {@linkplain BlobStore#begin begun} is removed, what can be {@linkplain BlobStore#resume resumed} stays. */
    CompletionStage<Void> close();
}
