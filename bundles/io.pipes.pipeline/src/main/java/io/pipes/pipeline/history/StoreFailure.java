// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.PipesException;
import io.pipes.spi.storage.StoreException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What a publisher hears when its messages could not be stored. */
final class StoreFailure {
    private StoreFailure() {}

    static PipesException of(@Nullable Throwable why) {
        Throwable cause = why instanceof CompletionException ? why.getCause() : why;
        boolean full = cause instanceof StoreException failure && failure.reason() == StoreException.Reason.FULL;
        return new PipesException(
                PipesException.Code.STORAGE,
                full
                        ? "The disk is full: the message was not stored and not published. Free some space; publishing then "
                                + "goes on by itself."
                        : "The message was not stored and not published, because the store failed. 'pipes status' says more; "
                                + "try again.",
                cause);
    }

    /** What somebody hears who wants to know, or to note, how far it has read. */
    static PipesException cursor(Throwable why) {
        return new PipesException(
                PipesException.Code.STORAGE,
                "The cursor could not be read or noted, because the store failed. 'pipes status' says more; try again.",
                why);
    }

    /** What a reader hears when the store does not give what it has. */
    static PipesException reading(Throwable why) {
        return new PipesException(
                PipesException.Code.STORAGE,
                "The history could not be read, because the store failed. 'pipes status' says more; try again.",
                why);
    }
}
