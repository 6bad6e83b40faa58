// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.time;

import io.pipes.base.Cancellable;
import io.pipes.base.Clock;
import io.pipes.base.Scheduler;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A clock and its timers for unit tests: time stands still until the test moves it, and what becomes due runs inside {@link #advance}.
 *
 * <p><b>Threads.</b> The clock may be read and tasks scheduled from any thread; tasks run on the thread that advances.
 */
public final class ManualClock implements Clock, Scheduler {
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::at).thenComparingLong(Timer::number));
    private long nanos;
    private long wallMillis;
    private long scheduled;

    private record Timer(long at, long number, Runnable task) {}

    /** Begins at the moment at which simulations begin. */
    public ManualClock() {
        this(SimulatedClock.START_MILLIS);
    }

    public ManualClock(long wallMillis) {
        this.wallMillis = wallMillis;
    }

    @Override
    public synchronized long wallMillis() {
        return wallMillis + TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public synchronized Cancellable schedule(Duration delay, Runnable task) {
        Timer timer = new Timer(nanos + Math.max(0, delay.toNanos()), scheduled++, task);
        timers.add(timer);
        return () -> remove(timer);
    }

    /** Steps the wall clock only, forward or back; no timer notices. */
    public synchronized void stepWall(Duration by) {
        wallMillis += by.toMillis();
    }

    /** Lets time pass and runs what becomes due, each task at its own moment. */
    public void advance(Duration by) {
        long end = nanos() + by.toNanos();
        for (Runnable due = next(end); due != null; due = next(end)) {
            due.run();
        }
        moveTo(end);
    }

    private synchronized @Nullable Runnable next(long end) {
        Timer timer = timers.peek();
        if (timer == null || timer.at > end) {
            return null;
        }
        timers.remove();
        moveTo(timer.at);
        return timer.task;
    }

    private synchronized void moveTo(long moment) {
        nanos = Math.max(nanos, moment);
    }

    private synchronized void remove(Timer timer) {
        timers.remove(timer);
    }
}
