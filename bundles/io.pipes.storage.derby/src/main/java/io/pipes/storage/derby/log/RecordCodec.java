// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.spi.crypto.ValueCipher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Seals and opens records, each bound to its store, segment, offset and header. Belongs to one thread at a time. */
final class RecordCodec {
    private final byte[] store;
    private final ValueCipher cipher;

    RecordCodec(String store, ValueCipher cipher) {
        this.store = store.getBytes(StandardCharsets.US_ASCII);
        this.cipher = cipher;
    }

    /**
     * Appends a record to what a group will write.
     *
     * @param group offset at which the target will be written
     */
    Location encode(LogRecord record, boolean continues, long segment, int group, GroupBuffer target) {
        int offset = group + target.size();
        Bytes body = RecordBody.encode(record);
        byte flags = new RecordHeader(record.kind(), continues, 0, group).flags();
        Bytes sealed = cipher.seal(place(segment, offset, group, record.kind(), flags), body);
        RecordHeader header = new RecordHeader(record.kind(), continues, sealed.size(), group);
        ByteBuffer room = target.room(header.totalLength());
        int start = room.position();
        header.writeTo(room);
        sealed.writeTo(room);
        room.putInt(RecordHeader.checksum(room, start + RecordHeader.SIZE, sealed.size()));
        return new Location(segment, offset, header.totalLength());
    }

    /**
     * Opens the record that begins at an index of the source.
     *
     * @throws MalformedException if it is damaged, was moved, or sealed with another key
     */
    LogRecord decode(long segment, int offset, ByteBuffer source, int index) throws MalformedException {
        RecordHeader header = RecordHeader.at(source, index);
        if (header == null || !header.bodyIsWhole(source, index)) {
            throw new MalformedException("record is damaged");
        }
        Bytes sealed = Bytes.copyOf(source.slice(index + RecordHeader.SIZE, header.bodyLength()));
        Bytes place = place(segment, offset, header.group(), header.kind(), header.flags());
        return RecordBody.decode(header.kind(), cipher.open(place, sealed));
    }

    private Bytes place(long segment, int offset, int group, RecordKind kind, byte flags) {
        Bytes label = Label.STORE_RECORD.bytes();
        ByteBuffer place = ByteBuffer.allocate(label.size() + 1 + store.length + Long.BYTES + 2 * Integer.BYTES + 2);
        label.writeTo(place);
        place.put((byte) store.length).put(store);
        place.putLong(segment).putInt(offset).putInt(group);
        place.put(kind.code()).put(flags);
        return Bytes.wrap(place.array());
    }
}
