// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import io.pipes.api.message.Content;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.pipeline.packet.ContentRules;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What is spoken in the exchange {@code message.1}: one type byte, 8 bytes of session, 8 bytes of number, then
 *
 * <ul>
 *   <li>{@link #HELLO}: nothing; I send in this session, the lowest number without a receipt is this one; where are you?
 *   <li>{@link #WELCOME}: nothing; I have your session up to this number, go on behind it
 *   <li>{@link #RECEIPT}: nothing; delivered, and durably noted, up to this number
 *   <li>{@link #MESSAGES}: 1 to 1,000 messages, the first with this number: 8 bytes time in milliseconds, 1 byte length of the content type
 *       (0 is text/plain) and the type, 4 bytes length of the content and the content
 * </ul>
 *
 * <p>A session is the sender's: 8 random bytes for as long as its numbers go on.
 */
final class DirectWire {
    static final int HELLO = 1;
    static final int WELCOME = 2;
    static final int RECEIPT = 3;
    static final int MESSAGES = 4;
    static final int MAX_MESSAGES = 1_000;

    /** Nobody's: a WELCOME to it asks the sender for its HELLO. */
    static final long NO_SESSION = 0;

    private static final int HEAD_BYTES = 1 + 2 * Long.BYTES;
    private static final int ITEM_BYTES = Long.BYTES + 1 + Integer.BYTES;

    private DirectWire() {}

    /** A message of a list; its number follows from its place. */
    record Item(long time, Content content) {
        int encodedBytes() {
            return ITEM_BYTES + typeBytes().length + content.bytes().size();
        }

        private byte[] typeBytes() {
            String type = content.contentType();
            return type.equals(Content.TEXT) ? new byte[0] : type.getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** One message of the exchange. */
    record Said(int type, long session, long number, List<Item> items) {}

    static Bytes word(int type, long session, long number) {
        return Bytes.wrap(
                head(ByteBuffer.allocate(HEAD_BYTES), type, session, number).array());
    }

    static Bytes messages(long session, long first, List<Item> items) {
        int size = HEAD_BYTES;
        for (Item item : items) {
            size += item.encodedBytes();
        }
        ByteBuffer out = head(ByteBuffer.allocate(size), MESSAGES, session, first);
        for (Item item : items) {
            byte[] type = item.typeBytes();
            out.putLong(item.time()).put((byte) type.length).put(type);
            out.putInt(item.content().bytes().size());
            item.content().bytes().writeTo(out);
        }
        return Bytes.wrap(out.array());
    }

    private static ByteBuffer head(ByteBuffer out, int type, long session, long number) {
        return out.put((byte) type).putLong(session).putLong(number);
    }

    static Said read(Bytes message) throws MalformedException {
        ByteBuffer in = message.buffer();
        if (in.remaining() < HEAD_BYTES) {
            throw new MalformedException("too short");
        }
        int type = in.get();
        long session = in.getLong();
        long number = in.getLong();
        if (type < HELLO || type > MESSAGES || number < 0) {
            throw new MalformedException("unknown type or negative number");
        }
        List<Item> items = type == MESSAGES ? items(in, message) : List.of();
        if (in.hasRemaining()) {
            throw new MalformedException("too long");
        }
        return new Said(type, session, number, items);
    }

    private static List<Item> items(ByteBuffer in, Bytes message) throws MalformedException {
        List<Item> items = new ArrayList<>();
        while (in.hasRemaining()) {
            if (items.size() == MAX_MESSAGES) {
                throw new MalformedException("too many messages");
            }
            items.add(item(in, message));
        }
        if (items.isEmpty()) {
            throw new MalformedException("no messages");
        }
        return items;
    }

    private static Item item(ByteBuffer in, Bytes message) throws MalformedException {
        need(in, Long.BYTES + 1);
        long time = in.getLong();
        int typeLength = in.get() & 0xff;
        if (time < 0 || time > ContentRules.MAX_TIME || typeLength > ContentRules.MAX_TYPE) {
            throw new MalformedException("time or content type out of bounds");
        }
        need(in, typeLength + Integer.BYTES);
        String type = typeLength == 0 ? Content.TEXT : ContentRules.checkType(ascii(in, typeLength));
        int length = in.getInt();
        if (length < 0 || length > Content.MAX_BYTES) {
            throw new MalformedException("content is too long");
        }
        need(in, length);
        Bytes content = message.slice(in.position(), in.position() + length);
        in.position(in.position() + length);
        return new Item(time, new Content(type, content));
    }

    private static String ascii(ByteBuffer in, int length) {
        byte[] text = new byte[length];
        in.get(text);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void need(ByteBuffer in, int bytes) throws MalformedException {
        if (in.remaining() < bytes) {
            throw new MalformedException("ends early");
        }
    }
}
