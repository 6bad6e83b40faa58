// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.catalogue;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** What is spoken in the exchange {@code services.1}: one type byte, and what the types say. */
sealed interface CatalogueMessage {
    /** Versions in one {@link Held}, authors in one {@link Wanted}. */
    int MAX_ITEMS = 1_000;

    /** The longest message, in bytes. */
    int MAX_BYTES = 1 + MAX_ITEMS * Version.BYTES;

    Bytes encode();

    /**
     * I hold what this stands for; when you hold something else, say what.
     *
     * @param first whether the sender does not know the other side's root
     */
    record Root(boolean first, Bytes root) implements CatalogueMessage {
        static final int TYPE = 1;
        static final int SIZE = 16;

        @Override
        public Bytes encode() {
            return packed(TYPE, 1 + SIZE, out -> root.writeTo(out.put((byte) (first ? 1 : 0))));
        }
    }

    /** I hold these. */
    record Held(List<Version> versions) implements CatalogueMessage {
        static final int TYPE = 2;

        @Override
        public Bytes encode() {
            return packed(
                    TYPE, versions.size() * Version.BYTES, out -> versions.forEach(version -> version.writeTo(out)));
        }
    }

    /** Give me those of these authors. */
    record Wanted(Collection<NodeId> authors) implements CatalogueMessage {
        static final int TYPE = 3;

        @Override
        public Bytes encode() {
            return packed(
                    TYPE,
                    authors.size() * NodeId.SIZE,
                    out -> authors.forEach(author -> author.bytes().writeTo(out)));
        }
    }

    /** Here is one that was wanted. */
    record Given(Bytes announcement) implements CatalogueMessage {
        static final int TYPE = 4;

        @Override
        public Bytes encode() {
            return packed(TYPE, announcement.size(), announcement::writeTo);
        }
    }

    private static Bytes packed(int type, int size, Consumer<ByteBuffer> content) {
        ByteBuffer out = ByteBuffer.allocate(1 + size).put((byte) type);
        content.accept(out);
        return Bytes.wrap(out.array());
    }

    static CatalogueMessage read(Bytes message) throws MalformedException {
        if (message.isEmpty() || message.size() > MAX_BYTES) {
            throw new MalformedException("empty or too long");
        }
        ByteBuffer in = message.buffer();
        return switch (in.get()) {
            case Root.TYPE -> root(in, message);
            case Held.TYPE -> new Held(versions(in));
            case Wanted.TYPE -> new Wanted(authors(in));
            case Given.TYPE -> new Given(announcement(message));
            default -> throw new MalformedException("unknown type");
        };
    }

    private static Root root(ByteBuffer in, Bytes message) throws MalformedException {
        if (in.remaining() != 1 + Root.SIZE || in.get(1) > 1 || in.get(1) < 0) {
            throw new MalformedException("root has another form");
        }
        return new Root(in.get(1) == 1, message.slice(2, message.size()));
    }

    private static List<Version> versions(ByteBuffer in) throws MalformedException {
        int count = items(in, Version.BYTES);
        List<Version> versions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            versions.add(Version.read(in));
        }
        return versions;
    }

    private static List<NodeId> authors(ByteBuffer in) throws MalformedException {
        int count = items(in, NodeId.SIZE);
        List<NodeId> authors = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] author = new byte[NodeId.SIZE];
            in.get(author);
            authors.add(NodeId.of(Bytes.wrap(author)));
        }
        return authors;
    }

    private static int items(ByteBuffer in, int each) throws MalformedException {
        int count = in.remaining() / each;
        if (in.remaining() % each != 0 || count < 1 || count > MAX_ITEMS) {
            throw new MalformedException("no items, too many, or a part of one");
        }
        return count;
    }

    private static Bytes announcement(Bytes message) throws MalformedException {
        if (message.size() > 1 + Announcement.MAX_BYTES) {
            throw new MalformedException("announcement is too long");
        }
        return message.slice(1, message.size());
    }
}
