// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.bndrun;

import io.pipes.api.PipesException;
import io.pipes.api.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Publishes all the time, some messages at once, by whichever service is there, and says nothing twice: what has failed stays so. */
final class Speaker implements AutoCloseable {
    private static final int AT_ONCE = 16;
    private static final long PATIENCE_SECONDS = 60;

    private final Callable<Pipeline> pipeline;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final List<String> said = new ArrayList<>();
    private final List<String> acknowledged = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final Thread thread = new Thread(this::speak, "speaker");
    private volatile boolean over;

    private Speaker(Callable<Pipeline> pipeline) {
        this.pipeline = pipeline;
    }

    /** @param pipeline as the service that is there now gives it */
    static Speaker begin(Callable<Pipeline> pipeline) {
        Speaker speaker = new Speaker(pipeline);
        speaker.thread.start();
        return speaker;
    }

    private void speak() {
        while (!over) {
            places.acquireUninterruptibly();
            String text = next();
            try {
                pipeline.call().publish(text).whenComplete((sent, failure) -> became(text, failure));
            } catch (Exception failure) {
                became(text, failure);
            }
        }
    }

    private synchronized String next() {
        String text = Integer.toString(said.size());
        said.add(text);
        return text;
    }

    private synchronized void became(String text, Throwable failure) {
        if (failure == null) {
            acknowledged.add(text);
        } else {
            failures.add(failure instanceof CompletionException ? failure.getCause() : failure);
        }
        places.release();
        notifyAll();
    }

    /** Waits until so many more were acknowledged. */
    synchronized void flow(int more) throws InterruptedException {
        int target = acknowledged.size() + more;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (acknowledged.size() < target) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError(
                        "Only " + acknowledged.size() + " of " + target + " were acknowledged, and " + failures.size()
                                + " failed: " + failures.stream().limit(3).toList());
            }
            wait(left);
        }
    }

    /** Says nothing more, and returns when it is known what became of everything. */
    @Override
    public void close() throws InterruptedException {
        over = true;
        thread.join();
        if (!places.tryAcquire(AT_ONCE, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("Nobody says what became of all messages");
        }
        places.release(AT_ONCE);
    }

    synchronized List<String> said() {
        return List.copyOf(said);
    }

    synchronized List<String> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /** All of them are {@link PipesException}s, or something is wrong. */
    synchronized List<Throwable> failures() {
        return List.copyOf(failures);
    }
}
