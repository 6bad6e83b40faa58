// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.connect;

import io.pipes.base.Cancellable;
import io.pipes.base.Scheduler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads of one Pipes outside a container: one for timers, and those on which the application is called back unless it has its own. */
final class Workers implements AutoCloseable {
    private static final int FEWEST = 4;

    /** Waiting for a stage inside a callback takes a thread out of the pool, which then gets another one, up to so many. */
    private static final int MOST = 256;

    private static final long IDLE_SECONDS = 30;

    private final ScheduledThreadPoolExecutor timers;
    private final Optional<ForkJoinPool> own;
    private final Executor callbacks;

    private Workers(Optional<ForkJoinPool> own, Executor callbacks) {
        this.own = own;
        this.callbacks = callbacks;
        timers = new ScheduledThreadPoolExecutor(1, task -> SocketWiring.thread("pipes-client-timers", task));
        timers.setRemoveOnCancelPolicy(true);
    }

    static Workers of(Optional<Executor> given) {
        if (given.isPresent()) {
            return new Workers(Optional.empty(), given.get());
        }
        ForkJoinPool pool = new ForkJoinPool(
                Math.max(FEWEST, Runtime.getRuntime().availableProcessors()),
                ForkJoinPool.defaultForkJoinWorkerThreadFactory,
                null,
                true,
                0,
                MOST,
                1,
                full -> true,
                IDLE_SECONDS,
                TimeUnit.SECONDS);
        return new Workers(Optional.of(pool), pool);
    }

    Executor callbacks() {
        return callbacks;
    }

    Scheduler scheduler() {
        return this::schedule;
    }

    private Cancellable schedule(Duration delay, Runnable task) {
        if (timers.isShutdown()) {
            return () -> {};
        }
        Future<?> timer = timers.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> timer.cancel(false);
    }

    /** What was handed in is still done. */
    @Override
    public void close() {
        timers.shutdownNow();
        own.ifPresent(ForkJoinPool::shutdown);
    }
}
