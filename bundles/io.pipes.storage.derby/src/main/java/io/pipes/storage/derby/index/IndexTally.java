// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.index;

import io.pipes.storage.derby.log.Mark;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Counts entries and live bytes while changes are applied. */
final class IndexTally {
    private final Map<Long, Long> live;
    private final Set<Long> touched = new TreeSet<>();
    private long entries;

    IndexTally(IndexState before) {
        live = new HashMap<>(before.live());
        entries = before.entries();
    }

    void replaced(@Nullable Row before, @Nullable Row after) {
        if (before != null) {
            add(before, -1);
        }
        if (after != null) {
            add(after, 1);
        }
    }

    private void add(Row row, int sign) {
        entries += sign;
        long segment = row.location().segment();
        live.merge(segment, (long) sign * row.size(), Long::sum);
        touched.add(segment);
    }

    /** Segments whose live bytes have changed. */
    Set<Long> touched() {
        return touched;
    }

    long live(long segment) {
        return live.getOrDefault(segment, 0L);
    }

    IndexState state(Mark mark, long nextPosition) {
        live.values().removeIf(bytes -> bytes <= 0);
        return new IndexState(mark, nextPosition, entries, Map.copyOf(live));
    }
}
