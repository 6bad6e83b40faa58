// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import io.pipes.api.PipesException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What is too long is refused before it is sent. */
final class Sizes {
    private Sizes() {}

    /**
     * Makes a call if what it carries is short enough.
     *
     * @return fails with {@code TOO_LARGE} if it is not
     */
    static <T> CompletionStage<T> within(long most, long bytes, Supplier<? extends CompletionStage<T>> call) {
        return bytes > most ? CompletableFuture.failedFuture(tooLarge(most, bytes)) : call.get();
    }

    static PipesException tooLarge(long most, long bytes) {
        return new PipesException(
                PipesException.Code.TOO_LARGE,
                bytes + " bytes are more than the " + most + " that go at once. Nothing was sent.");
    }
}
