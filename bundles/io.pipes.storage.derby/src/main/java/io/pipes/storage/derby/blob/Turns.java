// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.blob;

import io.pipes.spi.storage.StoreException;
import io.pipes.storage.derby.Condition;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Lets tasks that block run one after the other on threads that may, and tells their results where they belong. */
final class Turns {
    private final Executor blocking;
    private final Executor place;
    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

    /** @param place where stages complete; once it has stopped, they complete anywhere, so that nobody waits for ever */
    Turns(Executor blocking, Executor place) {
        this.blocking = blocking;
        this.place = place;
    }

    /** What somebody wants of the disk. */
    @FunctionalInterface
    interface Task<T> {
        T run() throws IOException, StoreException;
    }

    synchronized <T> CompletionStage<T> take(Task<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        last = last.handleAsync((before, none) -> run(task, done), blocking);
        last.whenComplete((ran, stopped) -> {
            if (stopped != null) {
                done.completeExceptionally(Condition.closed());
            }
        });
        return done;
    }

    /** Never throws: the next one must have its turn. */
    private <T> boolean run(Task<T> task, CompletableFuture<T> done) {
        try {
            T result = task.run();
            tell(() -> done.complete(result));
        } catch (IOException trouble) {
            tell(() -> done.completeExceptionally(Condition.failure(trouble)));
        } catch (StoreException | RuntimeException | Error failure) {
            tell(() -> done.completeExceptionally(failure));
        }
        return true;
    }

    private void tell(Runnable completion) {
        try {
            place.execute(completion);
        } catch (RejectedExecutionException stopped) {
            completion.run();
        }
    }
}
