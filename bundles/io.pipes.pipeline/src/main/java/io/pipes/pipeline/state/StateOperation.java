// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.state.ReplicatedMap;
import io.pipes.api.state.StateKind;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.pipeline.catalog.PipelineNames;
import io.pipes.pipeline.packet.ContentRules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change of a state, as it travels in a message of the type {@link #TYPE}; see docs/specs/state.md. An array of the version, the number
 * of the operation and its parts.
 */
sealed interface StateOperation {
    /** Belongs to this room: applications cannot publish it. */
    String TYPE = "application/vnd.pipes.state";

    /** So many operations one of them replaces at most. */
    int MAX_REPLACED = 1_000;

    int VERSION = 1;

    /** What it changes. */
    StatePart part();

    /** Of its author's hybrid clock; 0 where time decides nothing. */
    default long stamp() {
        return 0;
    }

    /**
     * Writes a value to a key of a map.
     *
     * @param stamp of the author's hybrid clock
     * @param replaced the writes to this key that the author saw, in order; its own earlier ones go without saying
     */
    record MapPut(String name, String key, long stamp, List<Dot> replaced, Content value) implements StateOperation {
        @Override
        public StatePart part() {
            return new StatePart(StateKind.MAP, name);
        }
    }

    /** Removes a key of a map; it is a write of nothing. */
    record MapRemove(String name, String key, long stamp, List<Dot> replaced) implements StateOperation {
        @Override
        public StatePart part() {
            return new StatePart(StateKind.MAP, name);
        }
    }

    /** Adds to a counter. */
    record CounterAdd(String name, long delta) implements StateOperation {
        @Override
        public StatePart part() {
            return new StatePart(StateKind.COUNTER, name);
        }
    }

    /** Adds an element to a set. */
    record SetAdd(String name, String element) implements StateOperation {
        @Override
        public StatePart part() {
            return new StatePart(StateKind.SET, name);
        }
    }

    /**
     * Removes an element of a set.
     *
     * @param replaced the additions of this element that the author saw, in order; its own go without saying
     */
    record SetRemove(String name, String element, List<Dot> replaced) implements StateOperation {
        @Override
        public StatePart part() {
            return new StatePart(StateKind.SET, name);
        }
    }

    /** Whether a message carries an operation, or claims to. */
    static boolean isIn(Message message) {
        return message.contentType().equals(TYPE);
    }

    default Content content() {
        return new Content(TYPE, encode());
    }

    default Bytes encode() {
        CborWriter out = new CborWriter();
        if (this instanceof MapPut put) {
            head(out, 8, 1, put.name());
            out.writeText(put.key()).writeUnsigned(put.stamp());
            write(out, put.replaced());
            writeContent(out, put.value());
        } else if (this instanceof MapRemove remove) {
            head(out, 6, 2, remove.name());
            out.writeText(remove.key()).writeUnsigned(remove.stamp());
            write(out, remove.replaced());
        } else if (this instanceof CounterAdd add) {
            head(out, 4, 3, add.name());
            out.writeLong(add.delta());
        } else if (this instanceof SetAdd add) {
            head(out, 4, 4, add.name());
            out.writeText(add.element());
        } else if (this instanceof SetRemove remove) {
            head(out, 5, 5, remove.name());
            out.writeText(remove.element());
            write(out, remove.replaced());
        }
        return out.toBytes();
    }

    /** Parts of a list that one operation each can name; at least one. */
    static List<List<Dot>> slices(List<Dot> dots) {
        List<List<Dot>> slices = new ArrayList<>();
        for (int from = 0; from < dots.size(); from += MAX_REPLACED) {
            slices.add(dots.subList(from, Math.min(dots.size(), from + MAX_REPLACED)));
        }
        return slices.isEmpty() ? List.of(List.of()) : slices;
    }

    private static void head(CborWriter out, int parts, int number, String name) {
        out.writeArray(parts).writeUnsigned(VERSION).writeUnsigned(number).writeText(name);
    }

    private static void write(CborWriter out, List<Dot> dots) {
        out.writeArray(dots.size());
        dots.forEach(dot -> dot.write(out));
    }

    /** The type, null for text, and the bytes. */
    static void writeContent(CborWriter out, Content content) {
        if (content.contentType().equals(Content.TEXT)) {
            out.writeNull();
        } else {
            out.writeText(content.contentType());
        }
        out.writeBytes(content.bytes());
    }

    static StateOperation decode(Bytes encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        int parts = in.readArray(8);
        if (in.readInt(0, 255) != VERSION) {
            throw new MalformedException("operation of an unknown version");
        }
        int number = in.readInt(1, PARTS.length);
        if (parts != PARTS[number - 1]) {
            throw new MalformedException("an operation of another length");
        }
        String name = name(in);
        StateOperation operation = switch (number) {
            case 1 -> new MapPut(name, key(in), in.readUnsigned(Long.MAX_VALUE), dots(in), readContent(in));
            case 2 -> new MapRemove(name, key(in), in.readUnsigned(Long.MAX_VALUE), dots(in));
            case 3 -> new CounterAdd(name, in.readLong(Long.MIN_VALUE, Long.MAX_VALUE));
            case 4 -> new SetAdd(name, key(in));
            default -> new SetRemove(name, key(in), dots(in));
        };
        in.end();
        return operation;
    }

    /** How many parts an operation has, by its number. */
    int[] PARTS = {8, 6, 4, 4, 5};

    static String name(CborReader in) throws MalformedException {
        String name = in.readText(PipelineNames.MAX_LENGTH);
        if (!PipelineNames.valid(name)) {
            throw new MalformedException("not a name");
        }
        return name;
    }

    /** The key of a map, or the element of a set. */
    static String key(CborReader in) throws MalformedException {
        String key = in.readText(ReplicatedMap.MAX_KEY_BYTES);
        if (key.isEmpty()) {
            throw new MalformedException("an empty key");
        }
        return key;
    }

    private static List<Dot> dots(CborReader in) throws MalformedException {
        int count = in.readArray(MAX_REPLACED);
        List<Dot> dots = new ArrayList<>(count);
        @Nullable Dot before = null;
        for (int left = count; left > 0; left--) {
            Dot dot = Dot.read(in);
            if (before != null && dot.compareTo(before) <= 0) {
                throw new MalformedException("operations out of order");
            }
            dots.add(dot);
            before = dot;
        }
        return dots;
    }

    static Content readContent(CborReader in) throws MalformedException {
        String type = in.skipNull() ? Content.TEXT : ContentRules.checkType(in.readText(ContentRules.MAX_TYPE));
        return new Content(type, in.readBytes(ReplicatedMap.MAX_VALUE_BYTES));
    }
}
