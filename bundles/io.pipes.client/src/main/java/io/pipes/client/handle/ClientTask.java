// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.api.PipesException;
import io.pipes.api.Progress;
import io.pipes.api.Task;
import io.pipes.client.call.Conversation;
import io.pipes.client.call.Failures;
import io.pipes.client.feed.ProgressFeed;
import io.pipes.client.row.Params;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A task that is done step by step. Who breaks it off breaks off the step that is being done, and no other one begins.
 *
 * @param <T> what it completes with
 */
final class ClientTask<T> extends CompletableFuture<T> implements Task<T> {
    private final Conversation conversation;
    private final ProgressFeed progress;
    private volatile @Nullable CompletableFuture<?> now;
    private volatile boolean brokenOff;

    ClientTask(Conversation conversation) {
        this.conversation = conversation;
        this.progress = new ProgressFeed(conversation);
    }

    /** The task ends when this does. */
    ClientTask<T> endsWith(CompletionStage<T> work) {
        work.whenComplete((value, failure) -> {
            progress.end();
            if (failure == null) {
                complete(value);
            } else {
                PipesException why = brokenOff ? cancelled() : Failures.of(failure);
                conversation.callbacks().execute(() -> completeExceptionally(why));
            }
        });
        return this;
    }

    /** Does the next step, unless the task was broken off. */
    <V> CompletableFuture<V> step(Supplier<CompletableFuture<V>> step) {
        if (brokenOff) {
            return CompletableFuture.failedFuture(cancelled());
        }
        CompletableFuture<V> begun = step.get();
        now = begun;
        if (brokenOff) {
            begun.cancel(false);
        }
        return begun;
    }

    private static PipesException cancelled() {
        return new PipesException(
                PipesException.Code.CANCELLED, "The task was cancelled. What it had done until then stays done.");
    }

    /** The node says how far it is. */
    void told(JsonNode said) {
        progress.tell(said);
    }

    /** As {@link #told}, of what is done here. */
    void tell(String stage, long done, Optional<Long> of, String text) {
        progress.tell(Params.none()
                .put("stage", stage)
                .put("done", done)
                .put("of", of.orElse(null))
                .put("text", text));
    }

    @Override
    public Flow.Publisher<Progress> progress() {
        return progress;
    }

    @Override
    public void cancel() {
        brokenOff = true;
        CompletableFuture<?> step = now;
        if (step != null) {
            step.cancel(false);
        }
    }

    /** As {@link #cancel()}, for those who know it as a future; it does not matter whether the thread may be interrupted. */
    @Override
    public boolean cancel(boolean mayInterrupt) {
        boolean runs = !isDone();
        cancel();
        return runs;
    }
}
