// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.cbor;

/**
 * Which arrays and maps are open, how many items each still lacks, and where the key before lies in the encoding. A full container is
 * left when the next item begins. The outermost level is a sequence without end.
 */
final class Nesting {
    private final int[] missing = new int[CborLimits.MAX_DEPTH + 1];
    private final boolean[] map = new boolean[CborLimits.MAX_DEPTH + 1];
    private final int[] keyStart = new int[CborLimits.MAX_DEPTH + 1];
    private final int[] keyEnd = new int[CborLimits.MAX_DEPTH + 1];
    private int depth;

    void reset() {
        depth = 0;
    }

    /** Counts one item and says whether it is the key of a pair. */
    boolean beginItem() {
        leaveFull(0);
        if (depth == 0) {
            return false;
        }
        boolean key = map[depth] && (missing[depth] & 1) == 0;
        missing[depth]--;
        return key;
    }

    boolean isFull() {
        return depth == CborLimits.MAX_DEPTH;
    }

    void enter(int items, boolean isMap) {
        depth++;
        map[depth] = isMap;
        missing[depth] = isMap ? 2 * items : items;
        keyEnd[depth] = -1;
    }

    /** Leaves full containers, but not those at or above the floor, and tells the depth left. */
    int leaveFull(int floor) {
        while (depth > floor && missing[depth] == 0) {
            depth--;
        }
        return depth;
    }

    int depth() {
        return depth;
    }

    boolean hasKeyBefore() {
        return keyEnd[depth] >= 0;
    }

    int keyStart() {
        return keyStart[depth];
    }

    int keyEnd() {
        return keyEnd[depth];
    }

    void rememberKey(int start, int end) {
        keyStart[depth] = start;
        keyEnd[depth] = end;
    }
}
