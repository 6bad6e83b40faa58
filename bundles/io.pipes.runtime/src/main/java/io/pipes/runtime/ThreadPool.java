// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A fixed number of threads, made when needed and gone when idle; tasks wait in order. */
final class ThreadPool implements Executor {
    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads;

    ThreadPool(String purpose, int size) {
        threads = new ThreadPoolExecutor(
                size, size, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new PipesThreads(purpose));
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(new GuardedTask(task));
    }

    /**
     * Takes no more tasks and waits for those it has. Threads are not interrupted: that would close the files they work on.
     *
     * @return whether all have ended in time
     */
    boolean stop(Duration patience) {
        threads.shutdown();
        try {
            return threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
