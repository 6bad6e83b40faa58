// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.time;

import io.pipes.spi.loop.Loops;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/**
 * The threads of one simulated process: one loop, workers that work inside the call, and a blocking executor whose tasks run one after
 * the other on the loop and take as long as their devices say.
 */
public final class SimulatedLoops implements Loops {
    private final SimulatedLoop loop;
    private final VirtualTime time;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private long busyUntil;
    private boolean busy;

    public SimulatedLoops(VirtualTime time, SimulatedLoop loop) {
        this.time = time;
        this.loop = loop;
    }

    /** Always the same one. */
    @Override
    public SimulatedLoop next() {
        return loop;
    }

    @Override
    public Executor workers() {
        return Runnable::run;
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
