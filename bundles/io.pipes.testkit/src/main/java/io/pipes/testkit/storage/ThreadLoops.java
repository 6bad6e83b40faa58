// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.storage;

import io.pipes.base.Cancellable;
import io.pipes.base.Clock;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.loop.Loops;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Real threads and real time for tests of what blocks: one loop, a few blocking threads. Close it when the test is over. */
public final class ThreadLoops implements Loops, AutoCloseable {
    private static final int BLOCKING = 4;

    private final ExecutorService blocking = Executors.newFixedThreadPool(BLOCKING, ThreadLoops::daemon);
    private final ThreadLoop loop = new ThreadLoop();

    @Override
    public Loop next() {
        return loop;
    }

    @Override
    public Executor workers() {
        return blocking;
    }

    @Override
    public Executor blocking() {
        return blocking;
    }

    @Override
    public void close() {
        blocking.shutdown();
        loop.thread.shutdownNow();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "test-loops");
        thread.setDaemon(true);
        return thread;
    }

    private static final class ThreadLoop implements Loop, Clock {
        private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, this::daemon);
        private volatile @Nullable Thread runner;

        private Thread daemon(Runnable work) {
            Thread made = ThreadLoops.daemon(work);
            runner = made;
            return made;
        }

        @Override
        public void execute(Runnable task) {
            thread.execute(task);
        }

        @Override
        public Cancellable schedule(Duration delay, Runnable task) {
            Future<?> scheduled = thread.schedule(task, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        }

        @Override
        public boolean inLoop() {
            return Thread.currentThread() == runner;
        }

        @Override
        public Clock clock() {
            return this;
        }

        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }
    }
}
