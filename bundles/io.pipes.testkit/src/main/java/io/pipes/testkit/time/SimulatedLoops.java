// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.time;

import io.pipes.spi.loop.Loops;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/**
 * The threads of one simulated process: one loop, workers, and a blocking executor whose tasks run one after the other on the loop and
 * take as long as their devices say. Workers take a moment for each task, another one each time, so that tasks end in another order than
 * they began, as with real threads.
 */
public final class SimulatedLoops implements Loops {
    /** The longest that a task takes a worker, in nanoseconds of virtual time: a signature on a slow machine. */
    private static final int LONGEST_WORK = 300_000;

    private final SimulatedLoop loop;
    private final VirtualTime time;
    private final SeededRandomness chance;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private long busyUntil;
    private boolean busy;

    public SimulatedLoops(VirtualTime time, SimulatedLoop loop) {
        this.time = time;
        this.loop = loop;
        chance = time.randomness(loop.name() + "/workers");
    }

    /** Always the same one. */
    @Override
    public SimulatedLoop next() {
        return loop;
    }

    @Override
    public Executor workers() {
        return task -> loop.at(time.nanos() + 1 + chance.nextInt(LONGEST_WORK), task);
    }

    @Override
    public Executor blocking() {
        return this::enqueue;
    }

    /** Says that the blocking task that runs now takes this much time, for instance because of a disk. The next one begins after it. */
    public void spend(long nanos) {
        busyUntil = Math.max(busyUntil, time.nanos()) + nanos;
    }

    private void enqueue(Runnable task) {
        waiting.add(task);
        if (!busy) {
            busy = true;
            loop.at(busyUntil, this::work);
        }
    }

    private void work() {
        try {
            waiting.remove().run();
        } finally {
            busy = !waiting.isEmpty();
            if (busy) {
                loop.at(busyUntil, this::work);
            }
        }
    }
}
