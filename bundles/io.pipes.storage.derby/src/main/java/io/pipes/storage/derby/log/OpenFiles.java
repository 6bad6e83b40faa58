// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** Keeps the number of open files bounded, however many segments there are. */
final class OpenFiles {
    private static final int MOST = 32;

    private final LinkedHashMap<Long, Segment> used = new LinkedHashMap<>(2 * MOST, 0.75f, true);

    /** Notes that a segment was used, and closes the one that was not for the longest time if there are too many. */
    void used(Segment segment) throws IOException {
        Segment eldest = note(segment);
        if (eldest != null) {
            eldest.release();
        }
    }

    synchronized void forget(Segment segment) {
        used.remove(segment.number());
    }

    private synchronized @Nullable Segment note(Segment segment) {
        used.put(segment.number(), segment);
        if (used.size() <= MOST) {
            return null;
        }
        Iterator<Segment> all = used.values().iterator();
        Segment eldest = all.next();
        all.remove();
        return eldest;
    }
}
