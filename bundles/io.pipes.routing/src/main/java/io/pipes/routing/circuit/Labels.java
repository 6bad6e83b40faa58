// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.MalformedException;
import java.util.BitSet;

/**
 * Names of circuits on one link: the number that the side that opened it chose, and which side that was. A name is free again when both
 * sides have said their last word, so nothing that is still on its way can be taken for another circuit's.
 */
final class Labels {
    /** How many circuits each side may open on one link. */
    static final int MOST = 1_024;

    /** All labels are below. */
    static final int END = 2 * MOST;

    private final BitSet taken = new BitSet();
    private final int side;

    /** @param lower whether this side has the lower node id */
    Labels(boolean lower) {
        side = lower ? 0 : 1;
    }

    static int check(int label) throws MalformedException {
        if (label < 0 || label >= END) {
            throw new MalformedException("label is out of range");
        }
        return label;
    }

    /** Whether this side gives this label. */
    boolean own(int label) {
        return (label & 1) == side;
    }

    /** A free label, which is taken now; -1 if there is none. */
    int take() {
        int number = taken.nextClearBit(0);
        if (number >= MOST) {
            return -1;
        }
        taken.set(number);
        return number << 1 | side;
    }

    void free(int label) {
        if (own(label)) {
            taken.clear(label >>> 1);
        }
    }

    void freeAll() {
        taken.clear();
    }
}
