// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.embedded;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Where the application's code runs: on its own executor, or on a pool that ends when nobody needs it any more. */
record Callbacks(Executor executor, Runnable end) implements Executor, AutoCloseable {
    static Callbacks on(Optional<Executor> theirs) {
        return theirs.map(executor -> new Callbacks(executor, () -> {})).orElseGet(Callbacks::ofTheirOwn);
    }

    /** As many threads as block at a time: subscribers may. */
    private static Callbacks ofTheirOwn() {
        AtomicInteger number = new AtomicInteger();
        ExecutorService pool = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "pipes-callback-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        return new Callbacks(pool, pool::shutdown);
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    @Override
    public void close() {
        end.run();
    }
}
