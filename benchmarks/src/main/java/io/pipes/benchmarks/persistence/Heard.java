// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.base.Bytes;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Counts each message once, and notes when the first and the last of those came that are waited for. */
final class Heard implements Consumer<Bytes> {
    private static final int PATIENCE_SECONDS = 60;

    private final BitSet numbers = new BitSet();
    private final Consumer<String> wrong;
    private int count;
    private int expected = Integer.MAX_VALUE;
    private long firstNanos;
    private long lastNanos;

    Heard(Consumer<String> wrong) {
        this.wrong = wrong;
    }

    /** The next message is the first one, until there are so many in all. */
    synchronized void expect(int total) {
        firstNanos = 0;
        expected = total;
    }

    @Override
    public void accept(Bytes message) {
        try {
            take((int) Notes.number(message));
        } catch (RuntimeException failure) {
            wrong.accept(String.valueOf(failure.getMessage()));
        }
    }

    private synchronized void take(int number) {
        if (numbers.get(number)) {
            throw new IllegalStateException("Message " + number + " came twice");
        }
        numbers.set(number);
        count++;
        if (firstNanos == 0) {
            firstNanos = System.nanoTime();
        }
        if (count == expected) {
            lastNanos = System.nanoTime();
            notifyAll();
        }
    }

    /** Waits for what is expected, as long as something comes. */
    synchronized void await() throws InterruptedException {
        int before = -1;
        while (count < expected) {
            if (count == before) {
                throw new IllegalStateException("Nothing comes any more after " + count + " of " + expected);
            }
            before = count;
            waitForMore();
        }
        if (count != expected || numbers.length() != expected) {
            throw new IllegalStateException(count + " messages came instead of " + expected);
        }
    }

    private void waitForMore() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (count < expected && System.nanoTime() < end) {
            wait(1_000);
        }
    }

    /** When the first of those came, and the last one, as nanoseconds after a moment. */
    synchronized String after(long nanos) {
        return (firstNanos - nanos) + " " + (lastNanos - nanos);
    }
}
