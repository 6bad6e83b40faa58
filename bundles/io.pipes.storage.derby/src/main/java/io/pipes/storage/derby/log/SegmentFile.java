// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** Names of the files, and the sixteen bytes they begin with: magic (4), version (4), number of the segment's low bits (4), CRC-32C (4). */
final class SegmentFile {
    static final int HEADER = 16;
    static final int VERSION = 1;

    private static final int MAGIC = 0x50534547;
    private static final String SUFFIX = ".segment";
    private static final int DIGITS = 16;

    private SegmentFile() {}

    static String name(long number) {
        return "%016x".formatted(number) + SUFFIX;
    }

    static OptionalLong number(String name) {
        if (!name.endsWith(SUFFIX) || name.length() != DIGITS + SUFFIX.length()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(name, 0, DIGITS, 16));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    static void writeHeader(long number, ByteBuffer target) {
        int start = target.position();
        target.putInt(MAGIC).putInt(VERSION).putInt((int) number);
        target.putInt(RecordHeader.checksum(target, start, HEADER - Integer.BYTES));
    }

    /** What the first bytes of a file say. */
    enum Beginning {
        FINE,
        DAMAGED,
        /** Written by a later version of this program. */
        NEWER
    }

    static Beginning check(long number, ByteBuffer source) {
        boolean whole = source.limit() >= HEADER
                && source.getInt(0) == MAGIC
                && source.getInt(12) == RecordHeader.checksum(source, 0, HEADER - Integer.BYTES);
        if (!whole) {
            return Beginning.DAMAGED;
        }
        if (source.getInt(4) > VERSION) {
            return Beginning.NEWER;
        }
        return source.getInt(8) == (int) number ? Beginning.FINE : Beginning.DAMAGED;
    }
}
