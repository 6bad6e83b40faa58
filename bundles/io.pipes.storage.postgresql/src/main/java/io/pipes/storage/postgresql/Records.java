// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.spi.crypto.ValueCipher;
import io.pipes.spi.storage.blocking.Digest;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Seals and opens entries, each bound to its store, its key and its position: a row that was moved or put under another key does not open.
 * May be used from any thread.
 */
final class Records {
    private final byte[] store;
    private final Supplier<ValueCipher> ciphers;
    private final ConcurrentLinkedQueue<ValueCipher> idle = new ConcurrentLinkedQueue<>();

    /** What is inside the seal. */
    record Content(String area, Bytes key, Bytes value) {
        /** Without the value, which does not belong into messages. */
        @Override
        public String toString() {
            return "Content[" + area + " " + key + "]";
        }
    }

    /**
     * @param store name that every record is bound to
     * @param ciphers make ciphers under the store's key
     */
    Records(String store, Supplier<ValueCipher> ciphers) {
        this.store = store.getBytes(StandardCharsets.US_ASCII);
        this.ciphers = ciphers;
    }

    Bytes seal(Digest key, long position, Content content) {
        byte[] area = content.area().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer body = ByteBuffer.allocate(
                2 + area.length + content.key().size() + content.value().size());
        body.put((byte) area.length).put(area);
        body.put((byte) content.key().size());
        content.key().writeTo(body);
        content.value().writeTo(body);
        ValueCipher cipher = take();
        Bytes sealed = cipher.seal(place(key, position), Bytes.wrap(body.array()));
        idle.add(cipher);
        return sealed;
    }

    /** @throws MalformedException if it is damaged, was moved, or sealed with another key */
    Content open(Digest key, long position, Bytes sealed) throws MalformedException {
        ValueCipher cipher = take();
        try {
            return decode(cipher.open(place(key, position), sealed).buffer());
        } finally {
            idle.add(cipher);
        }
    }

    private ValueCipher take() {
        ValueCipher cipher = idle.poll();
        return cipher == null ? ciphers.get() : cipher;
    }

    private static Content decode(ByteBuffer body) throws MalformedException {
        try {
            String area = StandardCharsets.US_ASCII
                    .newDecoder()
                    .decode(take(body, Byte.toUnsignedInt(body.get())))
                    .toString();
            Bytes key = Bytes.copyOf(take(body, Byte.toUnsignedInt(body.get())));
            return new Content(area, key, Bytes.copyOf(body));
        } catch (BufferUnderflowException | CharacterCodingException e) {
            throw new MalformedException("record makes no sense");
        }
    }

    private static ByteBuffer take(ByteBuffer source, int length) throws MalformedException {
        if (length > source.remaining()) {
            throw new MalformedException("record ends too early");
        }
        ByteBuffer part = source.slice(source.position(), length);
        source.position(source.position() + length);
        return part;
    }

    private Bytes place(Digest key, long position) {
        Bytes label = Label.STORE_RECORD.bytes();
        ByteBuffer place = ByteBuffer.allocate(label.size() + 1 + store.length + Digest.SIZE + Long.BYTES);
        label.writeTo(place);
        place.put((byte) store.length).put(store);
        place.put(key.toArray()).putLong(position);
        return Bytes.wrap(place.array());
    }
}
