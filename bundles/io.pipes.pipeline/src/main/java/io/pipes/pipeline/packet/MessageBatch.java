// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.packet;

import io.pipes.api.message.Content;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborType;
import io.pipes.base.cbor.CborWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The content of a packet: the messages that waited together. */
public final class MessageBatch {
    /** More messages than this do not share a packet; the decoder's limit on items demands it. */
    public static final int MAX_MESSAGES = 1_000;

    /** A batch is closed once it has this many bytes; a single message may be longer. */
    public static final int FULL_BYTES = 64 << 10;

    /** A reference has more items than other messages: so few of them share a packet that the decoder's limit is kept. */
    private static final int BLOB_WEIGHT = FULL_BYTES / 16;

    private MessageBatch() {}

    /**
     * One message of a packet.
     *
     * @param time when it was handed in, in milliseconds by the author's clock
     * @param content without bytes if there is a blob; one with a key is alone in its packet
     * @param blob where the content is, if it is too long for a packet
     */
    public record Item(long time, Content content, Optional<BlobReference> blob) {
        public Item(long time, Content content) {
            this(time, content, Optional.empty());
        }

        /** Whether it shares its packet with no other message. */
        public boolean isAlone() {
            return content.key().isPresent();
        }

        /** How much of {@link #FULL_BYTES} it takes. */
        public int weight() {
            return blob.isPresent() ? BLOB_WEIGHT : content.bytes().size();
        }
    }

    public static Bytes encode(List<Item> items) {
        CborWriter out = new CborWriter(128);
        out.writeArray(items.size());
        for (Item item : items) {
            Optional<String> key = item.content().key();
            out.writeArray(key.isPresent() ? 4 : 3).writeLong(item.time());
            writeType(out, item.content().contentType());
            item.blob()
                    .ifPresentOrElse(
                            blob -> blob.write(out),
                            () -> out.writeBytes(item.content().bytes()));
            key.ifPresent(out::writeText);
        }
        return out.toBytes();
    }

    public static List<Item> decode(Bytes encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        int count = in.readArray(MAX_MESSAGES);
        if (count == 0) {
            throw new MalformedException("packet without messages");
        }
        List<Item> items = new ArrayList<>(count);
        String checked = Content.TEXT;
        for (int i = 0; i < count; i++) {
            boolean keyed = readItem(in, count);
            long time = in.readLong(0, ContentRules.MAX_TIME);
            String type = in.skipNull() ? Content.TEXT : in.readText(ContentRules.MAX_TYPE);
            // Messages of one packet are mostly alike: one string for all, looked at once.
            checked = type.equals(checked) ? checked : ContentRules.checkType(type);
            items.add(keyed ? keyedItem(time, checked, in) : item(time, checked, in));
        }
        in.end();
        return items;
    }

    /** Whether the next item has a key: it is dropped alone, so it came alone. */
    private static boolean readItem(CborReader in, int count) throws MalformedException {
        int fields = in.readArray(4);
        if (fields < 3 || fields == 4 && count > 1) {
            throw new MalformedException("packet with a message of " + fields + " fields among " + count);
        }
        return fields == 4;
    }

    /** Never with a blob. */
    private static Item keyedItem(long time, String type, CborReader in) throws MalformedException {
        Bytes bytes = in.readBytes(Content.MAX_BYTES);
        String key = in.readText(Content.MAX_KEY_BYTES);
        if (key.isEmpty()) {
            throw new MalformedException("message with an empty key");
        }
        return new Item(time, new Content(type, bytes).withKey(key));
    }

    private static Item item(long time, String type, CborReader in) throws MalformedException {
        if (in.peekType() == CborType.ARRAY) {
            return new Item(time, new Content(type, Bytes.EMPTY), Optional.of(BlobReference.read(in)));
        }
        return new Item(time, new Content(type, in.readBytes(Content.MAX_BYTES)));
    }

    /** Text is what most messages are, so it costs one byte. */
    private static void writeType(CborWriter out, String type) {
        if (type.equals(Content.TEXT)) {
            out.writeNull();
        } else {
            out.writeText(type);
        }
    }
}
