// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import java.time.Duration;

/** One message each millisecond, numbered, and when they arrive. */
final class MessageStream {
    private static final Duration LONG = Duration.ofMinutes(2);

    private final SimulatedPipes pipes;
    private final SimulatedNode from;
    private final SimulatedNode to;
    private int sent;
    private int heard;
    private long lastHeard;
    private long longest;

    MessageStream(SimulatedPipes pipes, SimulatedNode from, SimulatedNode to) {
        this.pipes = pipes;
        this.from = from;
        this.to = to;
    }

    void send(int count) {
        for (int i = 0; i < count; i++) {
            from.send(to, Integer.toString(sent++));
            pipes.pass(Duration.ofMillis(1));
            look();
        }
    }

    /** Lets time pass until all have arrived; false if they do not. */
    boolean allArrive() {
        for (int i = 0; i < LONG.toMillis() && heard < sent; i++) {
            pipes.pass(Duration.ofMillis(1));
            look();
        }
        return heard >= sent;
    }

    private void look() {
        long now = pipes.time().nanos();
        if (to.heardDirectly().size() > heard) {
            longest = heard == 0 ? 0 : Math.max(longest, now - lastHeard);
            heard = to.heardDirectly().size();
            lastHeard = now;
        }
    }

    /** Between two arrivals. */
    Duration longestPause() {
        return Duration.ofNanos(longest);
    }
}
