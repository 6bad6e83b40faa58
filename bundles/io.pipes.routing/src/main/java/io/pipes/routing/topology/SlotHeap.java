// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import java.util.Arrays;

/** Slots by cost, the cheapest first; a slot may be in it more than once. */
final class SlotHeap {
    private long[] items = new long[64];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    void add(int cost, int slot) {
        if (size == items.length) {
            items = Arrays.copyOf(items, 2 * size);
        }
        long item = (long) cost << 32 | slot;
        int at = size++;
        while (at > 0 && items[(at - 1) / 2] > item) {
            items[at] = items[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        items[at] = item;
    }

    /** Takes out the cheapest: {@link #cost} and {@link #slot} say what is in it. */
    long remove() {
        long first = items[0];
        long last = items[--size];
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && items[child + 1] < items[child]) {
                child++;
            }
            if (items[child] >= last) {
                break;
            }
            items[at] = items[child];
            at = child;
        }
        items[at] = last;
        return first;
    }

    static int cost(long item) {
        return (int) (item >>> 32);
    }

    static int slot(long item) {
        return (int) item;
    }
}
