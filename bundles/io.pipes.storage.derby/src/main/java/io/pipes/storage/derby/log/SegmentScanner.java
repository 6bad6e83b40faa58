// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the records of a segment by their checksums. What does not parse is skipped up to the next record that does: ciphertext
 * looks like a header with a fitting checksum once in 2^64 places.
 */
final class SegmentScanner {
    /** Sees what the scanner finds, in order of the offsets. */
    interface Visitor {
        /** A whole record; the buffer is only lent, and the record begins at {@code index} in it. */
        void record(RecordHeader header, int offset, ByteBuffer bytes, int index) throws IOException;

        /** Bytes that are no record, and not all zero. */
        void damaged(int offset, int end) throws IOException;
    }

    private final Window window;
    private final int end;

    SegmentScanner(Segment segment, int end) {
        this.window = new Window(segment, end);
        this.end = end;
    }

    void scan(int from, Visitor visitor) throws IOException {
        int offset = from;
        while (offset < end) {
            RecordHeader header = wholeRecordAt(offset);
            if (header == null) {
                offset = skip(offset, visitor);
            } else {
                visitor.record(header, offset, window.bytes(), window.index(offset));
                offset += header.totalLength();
            }
        }
    }

    private @Nullable RecordHeader wholeRecordAt(int offset) throws IOException {
        if (window.reach(offset, RecordHeader.SIZE) < RecordHeader.SIZE) {
            return null;
        }
        RecordHeader header = RecordHeader.at(window.bytes(), window.index(offset));
        if (header == null || window.reach(offset, header.totalLength()) < header.totalLength()) {
            return null;
        }
        return header.bodyIsWhole(window.bytes(), window.index(offset)) ? header : null;
    }

    /**
     * Looks for the next record, tells of what lies before it, and returns where it begins. Zeros that no record follows are reserved room;
     * those before one were a record once, of which the disk has written nothing.
     */
    private int skip(int from, Visitor visitor) throws IOException {
        boolean zeros = true;
        int offset = from;
        while (offset < end && window.reach(offset, Integer.BYTES) > 0) {
            byte first = window.bytes().get(window.index(offset));
            if (offset > from && first == (byte) (RecordHeader.MAGIC >>> 24) && wholeRecordAt(offset) != null) {
                visitor.damaged(from, offset);
                return offset;
            }
            zeros &= first == 0;
            offset++;
        }
        if (!zeros) {
            visitor.damaged(from, offset);
        }
        return end;
    }
}
