// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The bytes inside the seal. Big-endian, fixed sizes; the kind stands in the header. */
final class RecordBody {
    private static final byte PUT = 0;
    private static final byte REMOVE = 1;

    private RecordBody() {}

    static Bytes encode(LogRecord record) {
        if (record instanceof LogRecord.Entries entries) {
            return encode(entries.entries());
        }
        ByteBuffer body = ByteBuffer.allocate(Long.BYTES + Long.BYTES + Integer.BYTES);
        if (record instanceof LogRecord.Start start) {
            body.putLong(start.first()).putLong(start.nextPosition()).putInt(start.previousEnd());
        } else if (record instanceof LogRecord.Drop drop) {
            body.putLong(drop.first());
        }
        return Bytes.copyOf(body.flip());
    }

    static LogRecord decode(RecordKind kind, Bytes body) throws MalformedException {
        ByteBuffer source = body.buffer();
        try {
            LogRecord record = switch (kind) {
                case START -> new LogRecord.Start(source.getLong(), source.getLong(), source.getInt());
                case DROP -> new LogRecord.Drop(source.getLong());
                case ENTRIES -> new LogRecord.Entries(entries(source));
            };
            if (source.hasRemaining()) {
                throw new MalformedException("bytes behind a record's end");
            }
            return record;
        } catch (BufferUnderflowException e) {
            throw new MalformedException("record ends too early");
        }
    }

    private static Bytes encode(List<LogEntry> entries) {
        int size = Short.BYTES;
        for (LogEntry entry : entries) {
            size += entry.size();
        }
        ByteBuffer body = ByteBuffer.allocate(size).putShort((short) entries.size());
        for (LogEntry entry : entries) {
            encode(entry, body);
        }
        return Bytes.wrap(body.array());
    }

    private static void encode(LogEntry entry, ByteBuffer body) {
        byte[] area = entry.areaBytes();
        Bytes value = entry.value() == null ? Bytes.EMPTY : entry.value();
        body.putLong(entry.position()).put(entry.removed() ? REMOVE : PUT);
        body.put((byte) area.length).put(area);
        body.put((byte) entry.key().size());
        entry.key().writeTo(body);
        body.putInt(value.size());
        value.writeTo(body);
    }

    private static List<LogEntry> entries(ByteBuffer source) throws MalformedException {
        int count = Short.toUnsignedInt(source.getShort());
        List<LogEntry> entries = new ArrayList<>(Math.min(count, 4096));
        for (int i = 0; i < count; i++) {
            entries.add(entry(source));
        }
        return entries;
    }

    private static LogEntry entry(ByteBuffer source) throws MalformedException {
        long position = source.getLong();
        byte what = source.get();
        String area = ascii(take(source, Byte.toUnsignedInt(source.get())));
        Bytes key = Bytes.copyOf(take(source, Byte.toUnsignedInt(source.get())));
        Bytes value = Bytes.copyOf(take(source, source.getInt()));
        if (what != PUT && (what != REMOVE || !value.isEmpty())) {
            throw new MalformedException("unknown kind of change");
        }
        return new LogEntry(position, area, key, what == PUT ? value : null);
    }

    private static String ascii(ByteBuffer bytes) throws MalformedException {
        try {
            return StandardCharsets.US_ASCII.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("area is not ASCII");
        }
    }

    private static ByteBuffer take(ByteBuffer source, int length) throws MalformedException {
        if (length < 0 || length > source.remaining()) {
            throw new MalformedException("record ends too early");
        }
        ByteBuffer part = source.slice(source.position(), length);
        source.position(source.position() + length);
        return part;
    }
}
