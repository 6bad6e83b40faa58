// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.call;

import io.pipes.spi.node.Exchange;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The way to another node while there is a link. What the other side does not read waits here; when it lets much wait that it has caused
 * itself, nothing more is read of it. What this node says of its own accord does not count for that: two nodes that call each other over a
 * slow link would both stop to read, for ever. It has limits of its own. Lives on the loop.
 */
final class PeerLine implements Line {
    private static final int MUCH = 512;
    private static final int LITTLE = 64;

    private final Exchange exchange;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    /** How many of those that wait the other side has caused. */
    private int answers;

    private long incarnation = UNKNOWN;
    private boolean paused;

    private record Waiting(CallMessage message, boolean isAnswer) {}

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
        waiting.add(new Waiting(message, false));
        pump();
    }

    @Override
    public void answer(CallMessage message) {
        waiting.add(new Waiting(message, true));
        answers++;
        pump();
    }

    @Override
    public boolean takeBack(CallMessage message) {
        boolean waited = waiting.removeIf(one -> one.message() == message);
        if (waited) {
            answers = (int) waiting.stream().filter(Waiting::isAnswer).count();
            pump();
        }
        return waited;
    }

    void pump() {
        while (!waiting.isEmpty() && exchange.writable()) {
            Waiting next = waiting.remove();
            answers -= next.isAnswer() ? 1 : 0;
            exchange.send(next.message().encode());
        }
        if (!paused && answers > MUCH) {
            paused = true;
            exchange.pause();
        } else if (paused && answers < LITTLE) {
            paused = false;
            exchange.resume();
        }
    }
}
