// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.time;

import io.pipes.base.Cancellable;
import org.jspecify.annotations.Nullable;

/** Something that will happen on one loop. Ordered by moment, then by the seed's order of loops, then by when it was scheduled. */
final class Event implements Comparable<Event>, Cancellable {
    private final EventQueue queue;
    private final long at;
    private final long tie;
    private final long number;
    private final SimulatedLoop loop;
    private @Nullable Runnable task;

    Event(EventQueue queue, long at, long tie, long number, SimulatedLoop loop, Runnable task) {
        this.queue = queue;
        this.at = at;
        this.tie = tie;
        this.number = number;
        this.loop = loop;
        this.task = task;
    }

    long at() {
        return at;
    }

    SimulatedLoop loop() {
        return loop;
    }

    boolean isCancelled() {
        return task == null;
    }

    void run() {
        Runnable now = task;
        task = null;
        if (now != null) {
            loop.run(now);
        }
    }

    @Override
    public void cancel() {
        if (task != null) {
            task = null;
            queue.cancelled();
        }
    }

    @Override
    public int compareTo(Event other) {
        if (at != other.at) {
            return at < other.at ? -1 : 1;
        }
        if (tie != other.tie) {
            return tie < other.tie ? -1 : 1;
        }
        return Long.compare(number, other.number);
    }
}
