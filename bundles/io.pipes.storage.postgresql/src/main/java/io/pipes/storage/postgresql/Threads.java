// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that wait for the database, so that those of everybody else need not: a slow server slows its own stores down and nothing
 * beside them. They end when they have nothing to do.
 */
final class Threads implements Executor {
    private static final long SECONDS_IDLE = 30;
    private static final long SECONDS_TO_STOP = 5;

    private final AtomicInteger made = new AtomicInteger();
    private final ThreadPoolExecutor pool;

    Threads(int count) {
        pool = new ThreadPoolExecutor(
                count, count, SECONDS_IDLE, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::thread);
        pool.allowCoreThreadTimeOut(true);
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "pipes-postgresql-" + made.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /** Does what waits, for some seconds at most. */
    void stop() {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
                pool.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
