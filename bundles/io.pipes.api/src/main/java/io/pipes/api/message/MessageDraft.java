// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.message;

import io.pipes.base.Bytes;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A message that is handed in piece by piece, for whoever gets its content from elsewhere and need not know how long it becomes. Nobody sees
 * anything of it before it is published, and what is given up leaves nothing behind; so does what is not published when the node stops or
 * the connection to it is lost: then everything fails with {@code UNREACHABLE}, and the content is handed in from its beginning again.
 * Once it has failed it stays failed. May be used from any thread, one call at a time.
 */
@ProviderType
public interface MessageDraft {
    /**
     * The next bytes of the content.
     *
     * @param piece at most 1 MiB: it is held until it has been dealt with
     * @return completes when there is room for the next piece (back-pressure). Fails with {@code TOO_LARGE} when it is longer, or the pipeline takes
     *     no more,
     *     {@code STORAGE}, or {@code BUSY} while the call before has not completed or when the pipeline has been replaced
     */
    CompletionStage<Void> write(Bytes piece);

    /** Nothing more comes: publishes it, and is over. Fails as {@link #write} and {@code Pipeline.publish} do. */
    CompletionStage<Sent> publish();

    /** Gives it up. Does nothing once it is being published. */
    void discard();
}
