// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.feed;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Which items the subscriber has taken without the node knowing it yet. When the connection is lost, the node gives these again, and the
 * subscriber must not get them twice. Belongs to the strand.
 */
final class Acknowledgements {
    /** Came on this connection, in order, and was not acknowledged. */
    private final Deque<Came> came = new ArrayDeque<>();
    /** Acknowledged, and the node has not confirmed it. */
    private final Deque<String> unconfirmed = new ArrayDeque<>();
    /** Taken on an earlier connection, and not come again. */
    private final Set<String> known = new HashSet<>();

    private boolean wanted;
    private int era;

    boolean areWanted() {
        return wanted;
    }

    /** @param before whether the subscriber had taken it on an earlier connection */
    private record Came(String name, boolean before) {}

    /** @return whether the subscriber has taken it before */
    boolean came(String name) {
        wanted = true;
        boolean before = known.remove(name);
        came.add(new Came(name, before));
        return before;
    }

    /** @return how many are to be acknowledged: none of those that came on an earlier connection */
    int taken(int items, int when) {
        if (!wanted || when != era) {
            return 0;
        }
        for (int i = 0; i < items; i++) {
            unconfirmed.add(came.remove().name());
        }
        return items;
    }

    void confirmed(int items) {
        for (int i = 0; i < items && !unconfirmed.isEmpty(); i++) {
            unconfirmed.remove();
        }
    }

    /**
     * The connection was lost.
     *
     * @param untaken how many of those that came the subscriber has not taken, and will not before they come again
     */
    void lost(int untaken) {
        for (int i = 0; i < untaken; i++) {
            Came last = came.removeLast();
            if (last.before()) {
                known.add(last.name());
            }
        }
        known.addAll(unconfirmed);
        came.forEach(taken -> known.add(taken.name()));
        unconfirmed.clear();
        came.clear();
        era++;
    }
}
