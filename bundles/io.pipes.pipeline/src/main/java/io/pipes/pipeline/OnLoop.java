// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline;

import io.pipes.api.PipesException;
import io.pipes.spi.loop.Loop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Brings calls of the API, which come from any thread, to the node's loop. */
public final class OnLoop {
    private OnLoop() {}

    /** Runs an asynchronous call on the loop; what it throws fails the stage. */
    public static <T> CompletionStage<T> compose(Loop loop, Supplier<CompletionStage<T>> call) {
        return call(task -> run(loop, task), call);
    }

    /**
     * As {@link #compose}, behind all that was handed in before, from whatever thread: who is on the loop waits for its turn as well, where it would
     * otherwise overtake what others have handed in.
     */
    public static <T> CompletionStage<T> inTurn(Loop loop, Supplier<CompletionStage<T>> call) {
        return call(loop, call);
    }

    private static <T> CompletionStage<T> call(Executor executor, Supplier<CompletionStage<T>> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        executor.execute(() -> {
            try {
                call.get().whenComplete((value, failure) -> {
                    if (failure == null) {
                        result.complete(value);
                    } else {
                        result.completeExceptionally(failure);
                    }
                });
            } catch (RuntimeException failure) {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }

    /** Reads state that belongs to the loop; waits for it when called from elsewhere, which takes microseconds as loops never block. */
    public static <T> T get(Loop loop, Supplier<T> read) {
        if (loop.inLoop()) {
            return read.get();
        }
        try {
            return CompletableFuture.supplyAsync(read, loop).join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof PipesException known ? known : failed;
        }
    }

    private static void run(Loop loop, Runnable task) {
        if (loop.inLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }
}
