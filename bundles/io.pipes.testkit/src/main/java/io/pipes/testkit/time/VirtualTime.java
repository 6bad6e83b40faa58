// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.time;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Time that passes only when a test lets it: a queue of events in which the next one to happen decides what time it is. Everything
 * follows from the seed, also in which order loops get their turn when they have something to do at the same instant; on one loop the
 * order is that of scheduling.
 *
 * <p><b>Threads.</b> Everything runs on the thread that made it, which is the one that calls {@code run...}. Another thread would bring
 * chance into the run and is refused with {@link IllegalStateException}.
 *
 * <p><b>Failure.</b> An exception thrown by an event is kept in {@link #failures} and ends nothing, as on a loop in production; an {@link
 * Error}, such as a failed assertion, goes through to whoever lets time pass.
 */
public final class VirtualTime {
    /** So many events at one instant mean that two parties call each other for ever. */
    private static final int MOST_EVENTS_AT_AN_INSTANT = 10_000_000;

    private static final int MOST_FAILURES_KEPT = 100;

    private final long seed;
    private final long tieSeed;
    private final Thread owner = Thread.currentThread();
    private final EventTrace trace = new EventTrace();
    private final EventQueue queue = new EventQueue();
    private final List<Throwable> failures = new ArrayList<>();
    private long now;
    private long scheduled;
    private int atThisInstant;

    public VirtualTime(long seed) {
        this.seed = seed;
        tieSeed = new SeededRandomness(seed).split("ties").nextLong();
    }

    public long seed() {
        return seed;
    }

    /** Chance of its own for a user of this name, see {@link SeededRandomness#split}. */
    public SeededRandomness randomness(String user) {
        return new SeededRandomness(seed).split(user);
    }

    /** Nanoseconds since the beginning of the run. */
    public long nanos() {
        return now;
    }

    /** What has happened, as a hash: equal for two runs exactly when they were the same, as far as anybody can tell. */
    public EventTrace trace() {
        return trace;
    }

    /** What events have thrown, the first hundred of them. */
    public List<Throwable> failures() {
        return List.copyOf(failures);
    }

    /** Whether nothing is left to happen. */
    public boolean idle() {
        return queue.isEmpty();
    }

    /** Runs the next event, however far away it is. Returns false when there is none. */
    public boolean runNext() {
        return runNext(Long.MAX_VALUE);
    }

    /** Runs everything that is due until then, and leaves the time at the end of the duration. */
    public void runFor(Duration duration) {
        long end = now + duration.toNanos();
        while (runNext(end)) {
            // each event may schedule further ones
        }
        now = Math.max(now, end);
    }

    /**
     * Lets time pass until the condition holds, which is looked at after each event.
     *
     * @return false when it did not hold before {@code limit} had passed or everything had happened
     */
    public boolean runUntil(BooleanSupplier condition, Duration limit) {
        long end = now + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (!runNext(end)) {
                return condition.getAsBoolean();
            }
        }
        return true;
    }

    /** Puts an event at a moment; one in the past is due now. */
    Event schedule(SimulatedLoop loop, long at, Runnable task) {
        checkThread();
        long due = Math.max(at, now);
        Event event = new Event(queue, due, SeededRandomness.mix(tieSeed ^ loop.key() ^ due), scheduled++, loop, task);
        queue.add(event);
        return event;
    }

    void keep(Throwable failure) {
        if (failures.size() < MOST_FAILURES_KEPT) {
            failures.add(failure);
        }
    }

    private boolean runNext(long end) {
        checkThread();
        Event next = queue.poll(end);
        if (next != null) {
            run(next);
        }
        return next != null;
    }

    private void run(Event event) {
        atThisInstant = event.at() == now ? atThisInstant + 1 : 0;
        if (atThisInstant > MOST_EVENTS_AT_AN_INSTANT) {
            throw new IllegalStateException(
                    "Time stands still at " + now + " ns: events at one instant beget each other");
        }
        now = event.at();
        trace.add(now, event.loop().key());
        event.run();
    }

    private void checkThread() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("A simulation has one thread, " + owner.getName() + ", but this is "
                    + Thread.currentThread().getName());
        }
    }
}
