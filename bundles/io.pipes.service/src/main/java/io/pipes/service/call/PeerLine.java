// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.call;

import io.pipes.spi.node.Exchange;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The way to another node while there is a link. What the other side does not read waits here; when it lets much wait, nothing more is read
 * of it. Lives on the loop.
 */
final class PeerLine implements Line {
    private static final int MUCH = 512;
    private static final int LITTLE = 64;

    private final Exchange exchange;
    private final Deque<CallMessage> waiting = new ArrayDeque<>();
    private long incarnation = UNKNOWN;
    private boolean paused;

    PeerLine(Exchange exchange) {
        this.exchange = exchange;
    }

    Exchange exchange() {
        return exchange;
    }

    void isFrom(long theirs) {
        incarnation = theirs;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public long incarnation() {
        return incarnation;
    }

    @Override
    public void say(CallMessage message) {
        waiting.add(message);
        pump();
    }

    void pump() {
        while (!waiting.isEmpty() && exchange.writable()) {
            exchange.send(waiting.remove().encode());
        }
        if (!paused && waiting.size() > MUCH) {
            paused = true;
            exchange.pause();
        } else if (paused && waiting.size() < LITTLE) {
            paused = false;
            exchange.resume();
        }
    }
}
