// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Lets changes happen one after the other, each after the one before it is in the store. Used on one loop. */
final class Turns {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean taken;
    private boolean looping;

    /** Completes before the next turn begins, so what follows from it is seen there. */
    <T> CompletionStage<T> take(Supplier<CompletionStage<T>> turn) {
        CompletableFuture<T> result = new CompletableFuture<>();
        waiting.add(() -> begin(turn, result));
        next();
        return result;
    }

    int waiting() {
        return waiting.size();
    }

    private <T> void begin(Supplier<CompletionStage<T>> turn, CompletableFuture<T> result) {
        CompletionStage<T> stage;
        try {
            stage = turn.get();
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedFuture(e);
        }
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(cause(failure));
            }
            taken = false;
            next();
        });
    }

    /** A loop rather than a recursion, for stores that complete at once. */
    private void next() {
        if (looping) {
            return;
        }
        looping = true;
        try {
            while (!taken && !waiting.isEmpty()) {
                taken = true;
                waiting.remove().run();
            }
        } finally {
            looping = false;
        }
    }

    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
