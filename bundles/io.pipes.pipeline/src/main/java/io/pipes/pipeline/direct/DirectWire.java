// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import io.pipes.api.message.Content;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.pipeline.numbers.Ranges;
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
 *       (0 is text/plain, 255 is the type of the message before) and the type, 4 bytes length of the content and the content
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

    /** The highest number of a message: what is higher could not be noted as delivered. */
    static final long MAX_NUMBER = Ranges.MAX_NUMBER;

    /** Instead of a length: the type is that of the message before. */
    private static final int SAME_TYPE = 0xff;

    /** Nobody's: a WELCOME to it asks the sender for its HELLO. */
    static final long NO_SESSION = 0;

    static final int HEAD_BYTES = 1 + 2 * Long.BYTES;
    private static final int ITEM_BYTES = Long.BYTES + 1 + Integer.BYTES;

    private DirectWire() {}

    /** A message of a list; its number follows from its place. */
    record Item(long time, Content content) {
        /** @param before the type of the message before it in the list, empty for the first one */
        int encodedBytes(String before) {
            String type = content.contentType();
            boolean told = type.equals(Content.TEXT) || type.equals(before);
            return ITEM_BYTES + (told ? 0 : type.length()) + content.bytes().size();
        }
    }

    /** One message of the exchange. */
    record Said(int type, long session, long number, List<Item> items) {}

    static Bytes word(int type, long session, long number) {
        return Bytes.wrap(
                head(ByteBuffer.allocate(HEAD_BYTES), type, session, number).array());
    }

    static Bytes messages(long session, long first, List<Item> items) {
        ByteBuffer out = head(ByteBuffer.allocate(size(items)), MESSAGES, session, first);
        String before = "";
        for (Item item : items) {
            String type = item.content().contentType();
            putType(out.putLong(item.time()), type, before);
            out.putInt(item.content().bytes().size());
            item.content().bytes().writeTo(out);
            before = type;
        }
        return Bytes.wrap(out.array());
    }

    private static int size(List<Item> items) {
        int size = HEAD_BYTES;
        String before = "";
        for (Item item : items) {
            size += item.encodedBytes(before);
            before = item.content().contentType();
        }
        return size;
    }

    private static void putType(ByteBuffer out, String type, String before) {
        if (type.equals(Content.TEXT)) {
            out.put((byte) 0);
        } else if (type.equals(before)) {
            out.put((byte) SAME_TYPE);
        } else {
            byte[] text = type.getBytes(StandardCharsets.US_ASCII);
            out.put((byte) text.length).put(text);
        }
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
        if (type < HELLO || type > MESSAGES) {
            throw new MalformedException("unknown type");
        }
        // Nothing may have come or been delivered yet, so these may be zero.
        long lowest = type == WELCOME || type == RECEIPT ? 0 : 1;
        List<Item> items = type == MESSAGES ? items(in, message) : List.of();
        if (in.hasRemaining()) {
            throw new MalformedException("too long");
        }
        long following = Math.max(0, items.size() - 1);
        if (number < lowest || number > MAX_NUMBER - following) {
            throw new MalformedException("number out of bounds");
        }
        return new Said(type, session, number, items);
    }

    private static List<Item> items(ByteBuffer in, Bytes message) throws MalformedException {
        List<Item> items = new ArrayList<>();
        String type = "";
        while (in.hasRemaining()) {
            if (items.size() == MAX_MESSAGES) {
                throw new MalformedException("too many messages");
            }
            long time = time(in);
            type = type(in, type);
            items.add(new Item(time, new Content(type, content(in, message))));
        }
        if (items.isEmpty()) {
            throw new MalformedException("no messages");
        }
        return items;
    }

    private static long time(ByteBuffer in) throws MalformedException {
        need(in, Long.BYTES);
        long time = in.getLong();
        if (time < 0 || time > ContentRules.MAX_TIME) {
            throw new MalformedException("time out of bounds");
        }
        return time;
    }

    /** @param before the type of the message before, empty for the first one */
    private static String type(ByteBuffer in, String before) throws MalformedException {
        need(in, 1);
        int length = in.get() & 0xff;
        if (length == 0) {
            return Content.TEXT;
        }
        if (length == SAME_TYPE && !before.isEmpty()) {
            return before;
        }
        if (length > ContentRules.MAX_TYPE) {
            throw new MalformedException("content type is too long");
        }
        need(in, length);
        return ContentRules.checkType(ascii(in, length));
    }

    private static Bytes content(ByteBuffer in, Bytes message) throws MalformedException {
        need(in, Integer.BYTES);
        int length = in.getInt();
        if (length < 0 || length > Content.MAX_BYTES) {
            throw new MalformedException("content is too long");
        }
        need(in, length);
        int from = in.position();
        in.position(from + length);
        return message.slice(from, from + length);
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
