// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

/**
 * A place between two records up to which somebody has read the log, with what it takes to recognise the place again.
 *
 * @param segment number of the segment; 0 before the first one
 * @param end offset behind the last record that was read
 * @param record offset at which that record begins
 * @param checksum checksum of its sealed body, which no other record has
 */
public record Mark(long segment, int end, int record, int checksum) {
    /** Before everything. */
    public static final Mark START = new Mark(0, 0, 0, 0);

    /** Whether this is further on in the log. */
    boolean isBehind(Mark other) {
        return segment > other.segment || segment == other.segment && end > other.end;
    }

    public boolean isStart() {
        return segment == 0;
    }
}
