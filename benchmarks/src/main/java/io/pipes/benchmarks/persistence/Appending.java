// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Numbered messages that go into one log, in the ways that are measured. */
final class Appending {
    private static final int WINDOW = 4_096;
    private static final int WRITERS = 16;
    private static final int PATIENCE_SECONDS = 60;

    private final Log log;
    private final AtomicReference<Throwable> wrong = new AtomicReference<>();
    private long appended;

    Appending(Log log) {
        this.log = log;
    }

    Log log() {
        return log;
    }

    /** By one that need not wait. */
    void stream(int count) throws InterruptedException {
        Semaphore room = new Semaphore(WINDOW);
        for (int i = 0; i < count; i++) {
            if (!room.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Appending stands still", wrong.get());
            }
            log.append(Notes.bytes(appended++)).whenComplete((done, failure) -> {
                if (failure != null) {
                    wrong.set(failure);
                }
                room.release();
            });
        }
        if (!room.tryAcquire(WINDOW, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Not everything was acknowledged");
        }
        check();
    }

    /** By one that waits for each. */
    void oneByOne(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            log.appendAndWait(Notes.bytes(appended++));
        }
    }

    /** By sixteen that wait for each. */
    void sixteen(int count) throws InterruptedException {
        List<Thread> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            long first = appended + writer;
            long end = appended + count;
            Thread thread = new Thread(() -> eachSixteenth(first, end));
            thread.start();
            writers.add(thread);
        }
        for (Thread writer : writers) {
            writer.join();
        }
        appended += count;
        check();
    }

    private void eachSixteenth(long first, long end) {
        try {
            for (long number = first; number < end; number += WRITERS) {
                log.appendAndWait(Notes.bytes(number));
            }
        } catch (Exception failure) {
            wrong.set(failure);
        }
    }

    private void check() {
        if (wrong.get() != null) {
            throw new IllegalStateException("Not everything was acknowledged", wrong.get());
        }
    }
}
