// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.cbor;

import org.jspecify.annotations.Nullable;

/**
 * Which arrays and maps are open, how many items each still lacks, and where the key before lies in the encoding. A full container is
 * left when the next item begins. The outermost level is a sequence without end.
 *
 * <p>Most messages are one or two levels deep, and there are very many of them: a level is made when it is entered first.
 */
final class Nesting {
    private final Level sequence = new Level();
    private Level open = sequence;
    private int depth;

    void reset() {
        open = sequence;
        depth = 0;
    }

    /** Counts one item and says whether it is the key of a pair. */
    boolean beginItem() {
        leaveFull(0);
        if (depth == 0) {
            return false;
        }
        boolean key = open.map && (open.missing & 1) == 0;
        open.missing--;
        return key;
    }

    boolean isFull() {
        return depth == CborLimits.MAX_DEPTH;
    }

    void enter(int items, boolean isMap) {
        open = open.inner();
        depth++;
        open.map = isMap;
        open.missing = isMap ? 2 * items : items;
        open.keyEnd = -1;
    }

    /** Leaves full containers, but not those at or above the floor, and tells the depth left. */
    int leaveFull(int floor) {
        while (depth > floor && open.missing == 0) {
            open = open.outer;
            depth--;
        }
        return depth;
    }

    int depth() {
        return depth;
    }

    boolean hasKeyBefore() {
        return open.keyEnd >= 0;
    }

    int keyStart() {
        return open.keyStart;
    }

    int keyEnd() {
        return open.keyEnd;
    }

    void rememberKey(int start, int end) {
        open.keyStart = start;
        open.keyEnd = end;
    }

    /** One array or map. It is used again for the next one at its depth. */
    private static final class Level {
        private final Level outer;
        private @Nullable Level inner;
        private int missing;
        private boolean map;
        private int keyStart;
        private int keyEnd = -1;

        Level() {
            outer = this;
        }

        private Level(Level outer) {
            this.outer = outer;
        }

        Level inner() {
            Level next = inner;
            if (next == null) {
                next = new Level(this);
                inner = next;
            }
            return next;
        }
    }
}
