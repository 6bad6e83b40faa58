// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Where an application's code runs: never inside the strand, and never on a thread that the connection needs.
 *
 * <p>An executor that was shut down takes nothing any more. What would have run there runs in the JDK's own pool then, because a stage that
 * nobody ever completes is worse.
 */
public final class Callbacks implements Executor {
    /** Never shut down; with a thread for each task where the common pool has only one. */
    private static final Executor FALLBACK = new CompletableFuture<>().defaultExecutor();

    private final Executor executor;

    public Callbacks(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable callback) {
        try {
            executor.execute(callback);
        } catch (RejectedExecutionException shutDown) {
            FALLBACK.execute(callback);
        }
    }
}
