// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.id.NodeId;
import java.util.Comparator;

/**
 * A packet's place in order of display.
 *
 * @param clock its hybrid clock
 * @param seq its number
 * @param size in bytes, as it lies in the store
 */
record DisplayPlace(long clock, NodeId author, long seq, int size) implements Comparable<DisplayPlace> {
    private static final Comparator<DisplayPlace> ORDER = Comparator.comparingLong(DisplayPlace::clock)
            .thenComparing(DisplayPlace::author)
            .thenComparingLong(DisplayPlace::seq);

    @Override
    public int compareTo(DisplayPlace other) {
        return ORDER.compare(this, other);
    }
}
