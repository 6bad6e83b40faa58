// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.index;

import io.pipes.spi.storage.blocking.Digest;
import io.pipes.storage.derby.log.Mark;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An index that forgets everything: while there is no database yet, and when there is no room for one. */
final class MemoryIndex implements Index {
    private final Map<Digest, Row> rows = new HashMap<>();
    private final Map<Digest, NavigableMap<Long, Row>> areas = new HashMap<>();
    private volatile IndexState state = IndexState.EMPTY;

    @Override
    public IndexState state() {
        return state;
    }

    @Override
    public synchronized @Nullable Row find(Digest key) {
        return rows.get(key);
    }

    @Override
    public synchronized List<Row> scan(Digest area, long after, int limit) {
        NavigableMap<Long, Row> found = areas.get(area);
        return found == null
                ? List.of()
                : found.tailMap(after, false).values().stream().limit(limit).toList();
    }

    @Override
    public synchronized List<Digest> areas() {
        return List.copyOf(areas.keySet());
    }

    @Override
    public synchronized void apply(List<IndexChange> changes, Mark mark, long nextPosition) {
        IndexTally tally = new IndexTally(state);
        for (IndexChange change : changes) {
            Row row = change.row();
            Row before = row == null ? rows.remove(change.key()) : rows.put(change.key(), row);
            if (before != null) {
                areas.getOrDefault(before.area(), new TreeMap<>()).remove(before.position());
            }
            if (row != null) {
                areas.computeIfAbsent(row.area(), area -> new TreeMap<>()).put(row.position(), row);
            }
            tally.replaced(before, row);
        }
        state = tally.state(mark, nextPosition);
    }

    @Override
    public synchronized List<Digest> keysIn(long segment, int offset, int end) {
        return rows.values().stream()
                .filter(row -> row.location().isWithin(segment, offset, end))
                .map(Row::key)
                .toList();
    }

    @Override
    public long bytes() {
        return 0;
    }

    @Override
    public void close() {
        // Nothing outlives it.
    }
}
