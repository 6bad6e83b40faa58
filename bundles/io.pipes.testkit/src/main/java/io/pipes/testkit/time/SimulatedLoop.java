// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.time;

import io.pipes.base.Cancellable;
import io.pipes.spi.loop.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;

/**
 * The loop of one node in virtual time. It can be suspended, as a process by SIGSTOP, and stopped for good, as a process by SIGKILL.
 *
 * <p><b>Threads.</b> Only the thread of its {@link VirtualTime}.
 */
public final class SimulatedLoop implements Loop {
    private static final long LONGEST_DELAY = Long.MAX_VALUE / 4;
    private static final long COARSE_TIMER = Duration.ofMillis(16).toNanos();

    private final VirtualTime time;
    private final String name;
    private final long key;
    private final SimulatedClock clock;
    private final boolean coarseTimers;
    private final Deque<Runnable> held = new ArrayDeque<>();
    private boolean running;
    private boolean suspended;
    private boolean stopped;

    public SimulatedLoop(VirtualTime time, String name) {
        this(time, name, Buggify.OFF);
    }

    /** @param buggify may make all timers of this loop up to 16 ms late, in their right order (point {@code late-timer}) */
    public SimulatedLoop(VirtualTime time, String name, Buggify buggify) {
        this.time = time;
        this.name = name;
        coarseTimers = buggify.picks("late-timer");
        key = time.randomness(name + "/loop").nextLong();
        clock = new SimulatedClock(time, name);
    }

    public String name() {
        return name;
    }

    @Override
    public SimulatedClock clock() {
        return clock;
    }

    @Override
    public boolean inLoop() {
        return running;
    }

    @Override
    public void execute(Runnable task) {
        refuseWhenStopped();
        time.schedule(this, time.nanos(), task);
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        refuseWhenStopped();
        long due = time.nanos() + clock.virtual(nanos(delay));
        return time.schedule(this, coarseTimers ? coarse(due) : due, task);
    }

    /**
     * Runs a task at a moment of virtual time, whatever the node's clock says: for the devices around it. After the loop has stopped,
     * nothing happens any more.
     */
    public Cancellable at(long virtualNanos, Runnable task) {
        return time.schedule(this, virtualNanos, task);
    }

    /** Holds back everything that is due until {@link #resume}; the clocks go on. */
    public void suspend() {
        suspended = true;
    }

    public void resume() {
        suspended = false;
        held.forEach(task -> time.schedule(this, time.nanos(), task));
        held.clear();
    }

    /** Nothing runs here any more from the next event on. */
    public void stop() {
        stopped = true;
        held.clear();
    }

    public boolean stopped() {
        return stopped;
    }

    long key() {
        return key;
    }

    void run(Runnable task) {
        if (stopped) {
            return;
        }
        if (suspended) {
            held.add(task);
            return;
        }
        running = true;
        try {
            task.run();
        } catch (RuntimeException e) {
            time.keep(e);
        } finally {
            running = false;
        }
    }

    private static long coarse(long due) {
        return Math.floorDiv(due + COARSE_TIMER - 1, COARSE_TIMER) * COARSE_TIMER;
    }

    private void refuseWhenStopped() {
        if (stopped) {
            throw new RejectedExecutionException("The loop of " + name + " has stopped");
        }
    }

    private static long nanos(Duration delay) {
        if (delay.isNegative()) {
            return 0;
        }
        return delay.getSeconds() > LONGEST_DELAY / 1_000_000_000 ? LONGEST_DELAY : delay.toNanos();
    }

    @Override
    public String toString() {
        return name;
    }
}
