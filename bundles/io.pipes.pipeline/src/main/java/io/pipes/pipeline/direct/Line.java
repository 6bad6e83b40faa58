// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import io.pipes.pipeline.flow.Subscribers;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Messages of one sender in their order: first those that subscribers have and have not confirmed, then those that wait for them. */
final class Line {
    private final ArrayDeque<Passing> out = new ArrayDeque<>();
    private final ArrayDeque<Passing> waiting = new ArrayDeque<>();

    void add(Passing message) {
        waiting.add(message);
    }

    /**
     * Hands out what subscribers take now.
     *
     * @param known whether a message was taken before
     */
    void handOut(Subscribers subscribers, Predicate<Passing> known) {
        for (Passing next = waiting.peek(); next != null; next = waiting.peek()) {
            boolean handing = next.isWaiting() && !known.test(next);
            if (handing && !subscribers.wants(next.message())) {
                return;
            }
            out.add(waiting.remove());
            if (handing) {
                next.handTo(subscribers);
            } else if (next.isWaiting()) {
                next.know();
            }
        }
    }

    /** Takes away those at the beginning that subscribers have taken. */
    void settled(Consumer<Passing> each) {
        while (!out.isEmpty() && out.element().isOver()) {
            each.accept(out.remove());
        }
    }

    /** Subscribers have given something back: it is handed out again in its turn. */
    void turnBack() {
        while (!out.isEmpty()) {
            waiting.addFirst(out.removeLast());
        }
    }

    /** Forgets all; what of it subscribers have. */
    List<Passing> clear() {
        turnBack();
        List<Passing> inHands = waiting.stream().filter(Passing::isInHands).toList();
        waiting.clear();
        return inHands;
    }
}
