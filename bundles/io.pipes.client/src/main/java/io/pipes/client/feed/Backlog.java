// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.feed;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What has come and was not taken. The strand fills it, the application's executor empties it; its lock is held for moments. */
final class Backlog {
    private final Deque<Arrival> waiting = new ArrayDeque<>();
    private int items;
    private int clearings;

    /**
     * What was taken.
     *
     * @param era how often the backlog had been cleared when it was taken
     */
    record Taken(Arrival arrival, int era) {}

    /** @return how many have gone to make room for it: 0 or 1 */
    synchronized int add(Arrival arrival) {
        int gone = arrival instanceof Arrival.Item item && item.subject().isPresent() ? removeAbout(item) : 0;
        waiting.add(arrival);
        items += count(arrival) - gone;
        return gone;
    }

    private int removeAbout(Arrival.Item latest) {
        boolean replaced = waiting.removeIf(
                one -> one instanceof Arrival.Item item && item.subject().equals(latest.subject()));
        return replaced ? 1 : 0;
    }

    /** @param wanted whether the subscriber wants an item; it hears at any time that some were skipped */
    synchronized @Nullable Taken take(boolean wanted) {
        Arrival next = waiting.peek();
        if (next == null || next instanceof Arrival.Item && !wanted) {
            return null;
        }
        waiting.remove();
        items -= count(next);
        return new Taken(next, clearings);
    }

    /** Forgets what waits: how many. */
    synchronized int clear() {
        int cleared = items;
        waiting.clear();
        items = 0;
        clearings++;
        return cleared;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    private static int count(Arrival arrival) {
        return arrival instanceof Arrival.Skipped ? 0 : 1;
    }
}
