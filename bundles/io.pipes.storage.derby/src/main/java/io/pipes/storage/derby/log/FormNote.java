// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import java.nio.ByteBuffer;

/**
 * What {@link LogForm} keeps, in {@value #SIZE} bytes: magic (4), form (4), segment (8), end in that segment (4), CRC-32C (4). Later forms
 * begin like this and may say more behind it.
 *
 * @param form from 2 on, since the first one had no note
 * @param durable up to here everything was durable once; for the end only, it recognises nothing
 */
record FormNote(int form, Mark durable) {
    static final int SIZE = 24;

    private static final int MAGIC = 0x50464F52;

    Bytes encode() {
        ByteBuffer note = ByteBuffer.allocate(SIZE);
        note.putInt(MAGIC).putInt(form).putLong(durable.segment()).putInt(durable.end());
        note.putInt(RecordHeader.checksum(note, 0, SIZE - Integer.BYTES));
        return Bytes.wrap(note.array());
    }

    /** @param bytes from 0 to the limit; what is behind {@value #SIZE} of them is not looked at */
    static FormNote decode(ByteBuffer bytes) throws MalformedException {
        if (bytes.limit() < SIZE || bytes.getInt(0) != MAGIC) {
            throw new MalformedException("no note of a form");
        }
        if (bytes.getInt(20) != RecordHeader.checksum(bytes, 0, SIZE - Integer.BYTES)) {
            throw new MalformedException("checksum of a form's note");
        }
        int form = bytes.getInt(4);
        long segment = bytes.getLong(8);
        int end = bytes.getInt(16);
        if (form <= LogForm.FIRST || segment < 0 || end < 0) {
            throw new MalformedException("number out of range in a form's note");
        }
        return new FormNote(form, new Mark(segment, end, 0, 0));
    }
}
