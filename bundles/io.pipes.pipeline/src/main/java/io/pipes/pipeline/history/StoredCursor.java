// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.PipesException;
import io.pipes.api.message.Message;
import io.pipes.api.pipeline.Cursor;
import io.pipes.api.pipeline.From;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Supplier;

/** A cursor of one history. */
final class StoredCursor implements Cursor {
    private final History history;
    private final Cursors cursors;
    private final String name;

    StoredCursor(History history, Cursors cursors, String name) {
        this.history = history;
        this.cursors = cursors;
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletionStage<Optional<From.After>> position() {
        return told(() -> cursors.read(name).thenApply(place -> place.map(CursorPlace::after)));
    }

    @Override
    public Flow.Publisher<Message> messages() {
        return history.readers().publisher(this::begin, false);
    }

    private CompletionStage<HistoryReaders.Place> begin() {
        return cursors.read(name).thenCompose(history.readers()::find);
    }

    @Override
    public CompletionStage<Void> commit(From.After after) {
        return told(() -> history.readers()
                .position(after)
                .thenCompose(position -> position.isEmpty() && history.isDropped(after.author(), after.seq())
                        // It is gone and cannot come again.
                        ? CompletableFuture.completedFuture(null)
                        : commit(position.orElseThrow(StoredCursor::unknown), after)));
    }

    private CompletionStage<Void> commit(long position, From.After after) {
        return cursors.write(name, new CursorPlace(position, after)).thenApply(done -> null);
    }

    private static PipesException unknown() {
        return new PipesException(
                PipesException.Code.NOT_FOUND, "This node does not have the message. Commit one that was read here.");
    }

    @Override
    public CompletionStage<Void> remove() {
        return told(() -> cursors.remove(name).thenApply(done -> null));
    }

    /** What the store says, said to people. */
    private static <T> CompletionStage<T> told(Supplier<CompletionStage<T>> work) {
        CompletableFuture<T> told = new CompletableFuture<>();
        work.get().whenComplete((result, failure) -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause == null) {
                told.complete(result);
            } else {
                told.completeExceptionally(cause instanceof PipesException ? cause : StoreFailure.cursor(cause));
            }
        });
        return told;
    }
}
