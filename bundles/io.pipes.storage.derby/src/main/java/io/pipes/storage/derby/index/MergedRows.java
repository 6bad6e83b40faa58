// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.index;

import io.pipes.spi.storage.blocking.Digest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of the index and of what it lags behind by, merged by position. */
final class MergedRows {
    private static final int PAGE = 1024;

    private final Pending pending;
    private final Index index;

    MergedRows(Pending pending, Index index) {
        this.pending = pending;
        this.index = index;
    }

    List<Row> scan(Digest area, long after, int limit) throws IndexException {
        List<Row> merged = new ArrayList<>();
        Newer newer = new Newer(pending.rows(area, after).iterator());
        long cursor = after;
        int page = Math.min(limit, PAGE);
        boolean more = true;
        while (more && merged.size() < limit) {
            List<Row> rows = index.scan(area, cursor, page);
            more = rows.size() == page;
            for (Row row : rows) {
                newer.moveBefore(row.position(), merged);
                if (pending.get(row.key()) == null) {
                    merged.add(row);
                }
                cursor = row.position();
            }
        }
        if (!more) {
            newer.moveBefore(Long.MAX_VALUE, merged);
        }
        return merged.size() > limit ? List.copyOf(merged.subList(0, limit)) : merged;
    }

    private static final class Newer {
        private final Iterator<Row> rows;
        private @Nullable Row next;

        Newer(Iterator<Row> rows) {
            this.rows = rows;
            advance();
        }

        void moveBefore(long position, List<Row> target) {
            for (Row row = next; row != null && row.position() < position; row = next) {
                target.add(row);
                advance();
            }
        }

        private void advance() {
            next = rows.hasNext() ? rows.next() : null;
        }
    }
}
