// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.call;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs one task after the other, in the order in which they came, on whichever thread brings one while nothing runs. What is only touched here
 * needs no lock, nobody ever waits, and there is no thread that would have to be stopped.
 *
 * <p>Tasks must not block, and never call an application. One that is brought from inside another one runs after it.
 */
public final class Strand implements Executor {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (pending.getAndIncrement() == 0) {
            runAll();
        }
    }

    private void runAll() {
        do {
            run(tasks.remove());
        } while (pending.decrementAndGet() > 0);
    }

    /** What one task throws must not keep the others from running. It may be an error: the bundle of its classes may be gone. */
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error mistake) {
            Thread current = Thread.currentThread();
            current.getUncaughtExceptionHandler().uncaughtException(current, mistake);
        }
    }
}
