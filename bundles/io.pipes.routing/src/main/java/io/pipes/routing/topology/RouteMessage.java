// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What nodes say in the exchange {@code route.1}. */
sealed interface RouteMessage {
    /** How full a message is made, in bytes. */
    int PAGE_BYTES = 64 << 10;

    /** The longest message, in bytes. */
    int MAX_BYTES = PAGE_BYTES + Advert.MAX_BYTES + 64;

    /** What a message takes beside its lists; few take more. */
    int USUAL_BYTES = 64;

    int SALT_BYTES = 8;
    int MAX_ADVERTS = 512;
    int MAX_ENTRIES = PAGE_BYTES / Entry.BYTES;

    /** The codes travel; they never change. */
    enum Type {
        HELLO(0, 3),
        SUMMARY(1, 2),
        LIST(2, 2),
        WANT(3, 1),
        ADVERTS(4, 1),
        PROOF(5, 2);

        private final int code;
        private final int items;

        Type(int code, int items) {
            this.code = code;
            this.items = items;
        }
    }

    /**
     * What the sender holds, as short as it can be said.
     *
     * @param first whether the sender has just begun, and needs to hear the same
     * @param root {@link Adverts#root}
     * @param yours the number of the receiver's advert that the sender holds; 0 for none
     */
    record Hello(boolean first, Bytes root, long yours) implements RouteMessage {
        @Override
        public Bytes encode() {
            return begin(Type.HELLO)
                    .writeBool(first)
                    .writeBytes(root)
                    .writeUnsigned(yours)
                    .toBytes();
        }
    }

    /** Asks for a list of what the receiver holds where that is not the same. */
    record Summary(Bytes salt, Bytes hashes) implements RouteMessage {
        @Override
        public Bytes encode() {
            return begin(Type.SUMMARY, hashes.size())
                    .writeBytes(salt)
                    .writeBytes(hashes)
                    .toBytes();
        }
    }

    /** A part of the answer to a summary. */
    record Listing(boolean more, List<Entry> entries) implements RouteMessage {
        /** Nothing more. */
        static final Listing END = new Listing(false, List.of());

        @Override
        public Bytes encode() {
            byte[] packed = Entry.pack(entries);
            return begin(Type.LIST, packed.length)
                    .writeBool(more)
                    .writeBytes(packed)
                    .toBytes();
        }
    }

    /** Asks for adverts of these authors, or of all of whom the receiver holds one; an empty list ends the answer to that. */
    record Want(List<Prefix> authors) implements RouteMessage {
        static final Want EVERYTHING = new Want(List.of());

        @Override
        public Bytes encode() {
            ByteBuffer packed = ByteBuffer.allocate(authors.size() * Prefix.BYTES);
            authors.forEach(author -> author.writeTo(packed));
            return begin(Type.WANT, packed.capacity())
                    .writeBytes(packed.array())
                    .toBytes();
        }
    }

    /** Something new, or what was asked for. */
    record Fresh(List<Advert> adverts) implements RouteMessage {
        @Override
        public Bytes encode() {
            int size = adverts.stream().mapToInt(Advert::encodedBytes).sum();
            CborWriter out = begin(Type.ADVERTS, size).writeArray(adverts.size());
            adverts.forEach(advert -> out.writeBytes(advert.encode()));
            return out.toBytes();
        }
    }

    /** An author said two things under one number. */
    record Proof(Advert one, Advert other) implements RouteMessage {
        @Override
        public Bytes encode() {
            return begin(Type.PROOF)
                    .writeBytes(one.encode())
                    .writeBytes(other.encode())
                    .toBytes();
        }
    }

    /**
     * That the sender holds an advert.
     *
     * @param number {@link Known#number}
     * @param mark {@link Known#mark}
     */
    record Entry(Prefix author, long number, Bytes mark) {
        static final int BYTES = Prefix.BYTES + Long.BYTES + Advert.MARK_BYTES;

        static Entry of(Known held) {
            return new Entry(held.state().prefix(), held.number(), held.mark());
        }

        void writeTo(ByteBuffer out) {
            write(author, number, mark, out);
        }

        /** Writes the entry of what is held. */
        static void write(Known held, ByteBuffer out) {
            write(held.state().prefix(), held.number(), held.mark(), out);
        }

        private static void write(Prefix author, long number, Bytes mark, ByteBuffer out) {
            author.writeTo(out);
            out.putLong(number);
            mark.writeTo(out);
        }

        private static byte[] pack(List<Entry> entries) {
            ByteBuffer packed = ByteBuffer.allocate(entries.size() * BYTES);
            entries.forEach(entry -> entry.writeTo(packed));
            return packed.array();
        }

        private static Entry read(ByteBuffer in) {
            Prefix author = Prefix.read(in);
            long number = in.getLong();
            byte[] mark = new byte[Advert.MARK_BYTES];
            in.get(mark);
            return new Entry(author, number, Bytes.wrap(mark));
        }
    }

    Bytes encode();

    static RouteMessage decode(Bytes message) throws MalformedException {
        if (message.size() > MAX_BYTES) {
            throw new MalformedException("message is too long");
        }
        CborReader in = new CborReader(message);
        int items = in.readArray(4);
        if (items == 0) {
            throw new MalformedException("message has no type");
        }
        Type type = Type.values()[in.readInt(0, Type.values().length - 1)];
        if (items != type.items + 1) {
            throw new MalformedException("message has a wrong number of items");
        }
        RouteMessage decoded = read(type, in);
        in.end();
        return decoded;
    }

    private static RouteMessage read(Type type, CborReader in) throws MalformedException {
        return switch (type) {
            case HELLO ->
                new Hello(in.readBool(), in.readBytesExactly(Adverts.ROOT_BYTES), in.readUnsigned(Advert.MAX_NUMBER));
            case SUMMARY -> new Summary(in.readBytesExactly(SALT_BYTES), in.readBytesExactly(Adverts.SUMMARY_BYTES));
            case LIST -> new Listing(in.readBool(), readEntries(in));
            case WANT -> new Want(readPrefixes(in));
            case ADVERTS -> new Fresh(readAdverts(in));
            case PROOF -> readProof(in);
        };
    }

    private static CborWriter begin(Type type) {
        return begin(type, 0);
    }

    /** @param expected how long the lists in it are, in bytes */
    private static CborWriter begin(Type type, int expected) {
        return new CborWriter(USUAL_BYTES + expected).writeArray(type.items + 1).writeUnsigned(type.code);
    }

    private static ByteBuffer readPacked(CborReader in, int itemBytes) throws MalformedException {
        ByteBuffer packed = in.readView(MAX_ENTRIES * itemBytes);
        if (packed.remaining() % itemBytes != 0) {
            throw new MalformedException("list has a wrong length");
        }
        return packed;
    }

    private static List<Entry> readEntries(CborReader in) throws MalformedException {
        ByteBuffer packed = readPacked(in, Entry.BYTES);
        List<Entry> entries = new ArrayList<>(packed.remaining() / Entry.BYTES);
        while (packed.hasRemaining()) {
            Entry entry = Entry.read(packed);
            if (entry.number() < 1) {
                throw new MalformedException("number is out of range");
            }
            entries.add(entry);
        }
        return entries;
    }

    private static List<Prefix> readPrefixes(CborReader in) throws MalformedException {
        ByteBuffer packed = readPacked(in, Prefix.BYTES);
        List<Prefix> prefixes = new ArrayList<>(packed.remaining() / Prefix.BYTES);
        while (packed.hasRemaining()) {
            prefixes.add(Prefix.read(packed));
        }
        return prefixes;
    }

    private static List<Advert> readAdverts(CborReader in) throws MalformedException {
        int count = in.readArray(MAX_ADVERTS);
        List<Advert> adverts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            adverts.add(Advert.decode(in.readBytes(Advert.MAX_BYTES)));
        }
        return adverts;
    }

    private static Proof readProof(CborReader in) throws MalformedException {
        Advert one = Advert.decode(in.readBytes(Advert.MAX_BYTES));
        Advert other = Advert.decode(in.readBytes(Advert.MAX_BYTES));
        if (!Known.contradict(one, other)) {
            throw new MalformedException("nothing is proven");
        }
        return new Proof(one, other);
    }
}
