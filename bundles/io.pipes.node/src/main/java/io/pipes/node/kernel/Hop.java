// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.spi.loop.Loop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Brings calls from any thread onto the loop, and blocking work off it. What is thrown there fails the stage. */
final class Hop {
    private Hop() {}

    /** For calls of the API: whatever fails, the caller gets a {@code PipesException}. */
    static <T> CompletionStage<T> onto(Loop loop, Supplier<CompletionStage<T>> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        run(loop, result, () -> begin(work).whenComplete((value, failure) -> finish(result, value, failure)));
        return result;
    }

    private static <T> CompletionStage<T> begin(Supplier<CompletionStage<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Runs something that may block; the stage completes on the loop. */
    static <T> CompletionStage<T> blocking(Executor blocking, Loop loop, Blocking<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        run(
                blocking,
                result,
                () -> {
                    T value = work.get();
                    run(loop, result, () -> result.complete(value));
                },
                loop);
        return result;
    }

    private static void run(Executor executor, CompletableFuture<?> result, Runnable work) {
        try {
            executor.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(e);
        }
    }

    private static <T> void run(Executor executor, CompletableFuture<T> result, Step work, Loop loop) {
        run(executor, result, () -> {
            try {
                work.run();
            } catch (Exception e) {
                run(loop, result, () -> result.completeExceptionally(e));
            }
        });
    }

    private static <T> void finish(CompletableFuture<T> result, @Nullable T value, @Nullable Throwable failure) {
        if (failure == null) {
            result.complete(value);
        } else {
            result.completeExceptionally(Failures.toCaller(failure));
        }
    }

    /** What really happened, without the wrapping that stages add. */
    static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Work that may block and may fail. */
    @FunctionalInterface
    interface Blocking<T> {
        T get() throws Exception;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }
}
