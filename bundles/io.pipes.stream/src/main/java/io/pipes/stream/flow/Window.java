// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.stream.flow;

import io.pipes.base.Clock;
import java.time.Duration;

/**
 * How much of a stream may be on its way or wait here, in bytes. It begins small, since most streams carry little, and doubles when the
 * other side has filled it in the time that the way takes: then it is what holds the stream back (Semke, Mahdavi, Mathis: Automatic TCP
 * Buffer Tuning, 1998). A slow reader's never grows.
 */
final class Window {
    /** On a shorter way the machine is what takes the time. */
    private static final Duration SHORTEST = Duration.ofMillis(5);

    private static final int ROUND_TRIPS = 4;

    private final WindowBudget budget;
    private final Clock clock;
    private final int first;
    private final int most;
    private int size;
    private long begun;
    private long carried;

    Window(WindowBudget budget, Clock clock, int first, int most) {
        this.budget = budget;
        this.clock = clock;
        this.first = first;
        this.most = most;
        size = first;
        begun = clock.nanos();
    }

    int size() {
        return size;
    }

    /** So many bytes were taken by the reader. */
    void carried(long bytes, Duration roundTrip) {
        carried += bytes;
        if (carried < size) {
            return;
        }
        long now = clock.nanos();
        long quick = Math.max(SHORTEST.toNanos(), ROUND_TRIPS * roundTrip.toNanos());
        if (now - begun <= quick && size < most && budget.take(grown() - size)) {
            size = grown();
        }
        begun = now;
        carried = 0;
    }

    private int grown() {
        return Math.min(2 * size, most);
    }

    /** The stream is over. */
    void close() {
        budget.giveBack(size - first);
        size = first;
    }
}
