// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.index;

import io.pipes.spi.storage.blocking.Digest;
import io.pipes.storage.derby.log.Mark;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Changes that are in the log already and not in the index yet. They hide what the index says of the same keys. Not thread-safe. */
final class Pending {
    private final Map<Digest, IndexChange> changes = new HashMap<>();
    private final Map<Digest, NavigableMap<Long, Row>> areas = new HashMap<>();
    private Mark mark = Mark.START;

    int size() {
        return changes.size();
    }

    Mark mark() {
        return mark;
    }

    void mark(Mark upTo) {
        mark = upTo;
    }

    @Nullable
    IndexChange get(Digest key) {
        return changes.get(key);
    }

    void put(IndexChange change) {
        unlink(changes.put(change.key(), change));
        Row row = change.row();
        if (row != null) {
            areas.computeIfAbsent(row.area(), area -> new TreeMap<>()).put(row.position(), row);
        }
    }

    /** Rows of an area with later positions, in order. */
    Collection<Row> rows(Digest area, long after) {
        NavigableMap<Long, Row> rows = areas.get(area);
        return rows == null ? List.of() : rows.tailMap(after, false).values();
    }

    Collection<Digest> areas() {
        return areas.keySet();
    }

    /** What there is, and up to where it goes. */
    record Batch(List<IndexChange> changes, Mark mark) {}

    Batch all() {
        return new Batch(List.copyOf(changes.values()), mark);
    }

    /** Removes keys, those that the index has there and those that wait, unless there is something newer. */
    void forget(List<Digest> indexed, long segment, int offset, int end) {
        for (Digest key : indexed) {
            if (!changes.containsKey(key)) {
                put(new IndexChange(key, null));
            }
        }
        for (IndexChange change : List.copyOf(changes.values())) {
            Row row = change.row();
            if (row != null && row.location().isWithin(segment, offset, end)) {
                put(new IndexChange(change.key(), null));
            }
        }
    }

    /** Removes what the index knows now, unless there is something newer. */
    void remove(List<IndexChange> applied) {
        for (IndexChange change : applied) {
            if (changes.get(change.key()) == change) {
                changes.remove(change.key());
                unlink(change);
            }
        }
    }

    void clear() {
        changes.clear();
        areas.clear();
    }

    private void unlink(@Nullable IndexChange change) {
        Row row = change == null ? null : change.row();
        NavigableMap<Long, Row> rows = row == null ? null : areas.get(row.area());
        if (row != null && rows != null) {
            rows.remove(row.position(), row);
            if (rows.isEmpty()) {
                areas.remove(row.area());
            }
        }
    }
}
