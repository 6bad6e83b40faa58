// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.time;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Events in the order in which they happen. Only those of the slice of time that is under way are in order; later ones wait in a heap for
 * each slice until it begins, since most of them are timers that are cancelled before (a calendar queue, R. Brown, CACM 31(10), 1988).
 */
final class EventQueue {
    /** A slice is 2<sup>20</sup> ns, about a millisecond. */
    private static final int SLICE_BITS = 20;

    private static final int FEWEST_CANCELLED_TO_SWEEP = 4_096;

    private final PriorityQueue<Event> due = new PriorityQueue<>(1_024);
    private final PriorityQueue<Long> slices = new PriorityQueue<>();
    private final Map<Long, List<Event>> later = new HashMap<>();
    private long begun = Long.MIN_VALUE;
    private int size;
    private int cancelled;

    /** Whether nothing is left to happen. */
    boolean isEmpty() {
        return size == cancelled;
    }

    void add(Event event) {
        size++;
        long slice = event.at() >> SLICE_BITS;
        if (slice <= begun) {
            due.add(event);
        } else {
            later.computeIfAbsent(slice, this::slice).add(event);
        }
    }

    private List<Event> slice(Long slice) {
        slices.add(slice);
        return new ArrayList<>();
    }

    /** Takes the next event, unless it is later than that. */
    @Nullable
    Event poll(long end) {
        for (Event next = peek(); next != null && next.at() <= end; next = peek()) {
            due.poll();
            size--;
            if (!next.isCancelled()) {
                return next;
            }
            cancelled--;
        }
        return null;
    }

    private @Nullable Event peek() {
        while (due.isEmpty() && !slices.isEmpty()) {
            begin(slices.poll());
        }
        return due.peek();
    }

    private void begin(long slice) {
        begun = slice;
        for (Event event : later.remove(slice)) {
            if (event.isCancelled()) {
                size--;
                cancelled--;
            } else {
                due.add(event);
            }
        }
    }

    /** One of the events was cancelled. */
    void cancelled() {
        cancelled++;
        if (cancelled > FEWEST_CANCELLED_TO_SWEEP && cancelled > size / 2) {
            due.removeIf(Event::isCancelled);
            later.values().forEach(slice -> slice.removeIf(Event::isCancelled));
            size -= cancelled;
            cancelled = 0;
        }
    }
}
