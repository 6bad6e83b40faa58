// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import java.util.List;

/** What a record says. */
sealed interface LogRecord {
    RecordKind kind();

    /**
     * The first record of each segment.
     *
     * @param first the oldest segment that belongs to the log; older ones are leftovers of an interrupted deletion
     * @param nextPosition no entry before had this position or a later one
     * @param previousEnd where the segment before ends
     */
    record Start(long first, long nextPosition, int previousEnd) implements LogRecord {
        @Override
        public RecordKind kind() {
            return RecordKind.START;
        }
    }

    /** Changes of one batch, or the part of them that went into this record. */
    record Entries(List<LogEntry> entries) implements LogRecord {
        @Override
        public RecordKind kind() {
            return RecordKind.ENTRIES;
        }
    }

    /** Segments before {@code first} hold nothing any more that is needed. */
    record Drop(long first) implements LogRecord {
        @Override
        public RecordKind kind() {
            return RecordKind.DROP;
        }
    }
}
