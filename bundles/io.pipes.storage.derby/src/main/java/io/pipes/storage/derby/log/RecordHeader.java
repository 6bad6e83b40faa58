// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How a record begins: magic (4), kind (1), flags (1), zero (2), length of the sealed body (4), offset of the group (4), CRC-32C of all
 * that (4). The body follows, then its CRC-32C (4).
 *
 * @param continues whether the batch goes on in the next record
 * @param bodyLength sealed, in bytes
 * @param group where the bytes begin that were written and forced together with this record. Everything before was on the medium
 *     already when this was written, so damage there is no torn write
 */
record RecordHeader(RecordKind kind, boolean continues, int bodyLength, int group) {
    static final int MAGIC = 0x50524331;
    static final int SIZE = 20;
    static final int CHECKSUM = 4;
    /** A value of the largest size with its key, area and seal, with room to spare. */
    static final int MAX_BODY = (2 << 20) + 4096;

    static final int MAX_LENGTH = SIZE + MAX_BODY + CHECKSUM;

    private static final byte CONTINUES = 1;
    private static final int CHECKED = SIZE - Integer.BYTES;

    int totalLength() {
        return SIZE + bodyLength + CHECKSUM;
    }

    byte flags() {
        return continues ? CONTINUES : 0;
    }

    void writeTo(ByteBuffer target) {
        int start = target.position();
        target.putInt(MAGIC).put(kind.code()).put(flags()).putShort((short) 0);
        target.putInt(bodyLength).putInt(group);
        target.putInt(checksum(target, start, CHECKED));
    }

    /** The header at this index, null if there is none that is whole. */
    static @Nullable RecordHeader at(ByteBuffer source, int index) {
        if (source.limit() - index < SIZE || source.getInt(index) != MAGIC) {
            return null;
        }
        RecordKind kind = RecordKind.of(source.get(index + 4));
        byte flags = source.get(index + 5);
        int bodyLength = source.getInt(index + 8);
        int group = source.getInt(index + 12);
        boolean sane = kind != null
                && (flags & ~CONTINUES) == 0
                && source.getShort(index + 6) == 0
                && bodyLength >= 0
                && bodyLength <= MAX_BODY
                && group >= 0
                && source.getInt(index + CHECKED) == checksum(source, index, CHECKED);
        return sane && kind != null ? new RecordHeader(kind, flags == CONTINUES, bodyLength, group) : null;
    }

    /** Whether the body of the record that begins at this index, whose header is whole, is whole too. */
    boolean bodyIsWhole(ByteBuffer source, int index) {
        return source.limit() - index >= totalLength()
                && storedChecksum(source, index) == checksum(source, index + SIZE, bodyLength);
    }

    int storedChecksum(ByteBuffer source, int index) {
        return source.getInt(index + SIZE + bodyLength);
    }

    static int checksum(ByteBuffer source, int index, int length) {
        CRC32C crc = new CRC32C();
        crc.update(source.duplicate().limit(index + length).position(index));
        return (int) crc.getValue();
    }
}
