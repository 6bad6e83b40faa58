// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.OperationId;
import io.pipes.spi.crypto.CryptoSuite;
import java.util.ArrayList;
import java.util.List;

/** What ledgers say to each other. */
sealed interface SyncMessage {
    /** The longest message, in bytes: one operation of the greatest size and what surrounds it. */
    int MAX_BYTES = Operation.MAX_BYTES + 1_024;

    /** How full a page is made, in bytes, unless its first operation alone is longer. */
    int PAGE_BYTES = 64 << 10;

    /** The most ids in one message. */
    int MAX_IDS = 256;

    int MAX_OPERATIONS = 512;
    int MAX_PREKEYS = 512;

    /** The codes travel; they never change. */
    enum Type {
        ADVERT(0, 3),
        FETCH(1, 2),
        PAGE(2, 2),
        NEWS(3, 2),
        REACHED(4, 0),
        PREKEY_SUMMARY(5, 1),
        PREKEY_PAGE(6, 2);

        private final int code;
        private final int items;

        Type(int code, int items) {
            this.code = code;
            this.items = items;
        }
    }

    /**
     * What the sender has.
     *
     * @param heads some of its heads; all of them unless there are more than {@link #MAX_IDS}
     * @param head a hash over all of them
     * @param prekeys a hash over its prekeys
     */
    record Advert(List<OperationId> heads, Bytes head, Bytes prekeys) implements SyncMessage {
        /** Whether the sender may have operations that do not lie in the past of the heads it named. */
        boolean isPartOnly() {
            return heads.size() == MAX_IDS;
        }

        @Override
        public Bytes encode() {
            CborWriter out = begin(Type.ADVERT);
            writeIds(out, heads);
            return out.writeBytes(head).writeBytes(prekeys).toBytes();
        }
    }

    /**
     * Asks for everything that is not in the past of these operations.
     *
     * @param buckets nothing, or what {@link OperationBuckets} says of the asker's log: then only for what is in those that differ
     */
    record Fetch(List<OperationId> have, Bytes buckets) implements SyncMessage {
        @Override
        public Bytes encode() {
            CborWriter out = begin(Type.FETCH);
            writeIds(out, have);
            return out.writeBytes(buckets).toBytes();
        }
    }

    /** A part of what was asked for, parents before children. */
    record Page(boolean more, List<Operation> operations) implements SyncMessage {
        @Override
        public Bytes encode() {
            CborWriter out = begin(Type.PAGE).writeBool(more);
            writeOperations(out, operations);
            return out.toBytes();
        }
    }

    /** Something new, unasked. */
    record Fresh(List<Operation> operations, List<Prekey> prekeys) implements SyncMessage {
        @Override
        public Bytes encode() {
            CborWriter out = begin(Type.NEWS);
            writeOperations(out, operations);
            writePrekeys(out, prekeys);
            return out.toBytes();
        }
    }

    /** The sender has everything that was advertised to it. */
    record Reached() implements SyncMessage {
        @Override
        public Bytes encode() {
            return begin(Type.REACHED).toBytes();
        }
    }

    /** Asks for the prekeys in those buckets that are not the same at the other side. */
    record PrekeySummary(Bytes buckets) implements SyncMessage {
        @Override
        public Bytes encode() {
            return begin(Type.PREKEY_SUMMARY).writeBytes(buckets).toBytes();
        }
    }

    record PrekeyPage(boolean more, List<Prekey> prekeys) implements SyncMessage {
        @Override
        public Bytes encode() {
            CborWriter out = begin(Type.PREKEY_PAGE).writeBool(more);
            writePrekeys(out, prekeys);
            return out.toBytes();
        }
    }

    Bytes encode();

    static SyncMessage decode(CryptoSuite suite, Bytes message) throws MalformedException {
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
        SyncMessage decoded = read(suite, type, in);
        in.end();
        return decoded;
    }

    private static SyncMessage read(CryptoSuite suite, Type type, CborReader in) throws MalformedException {
        return switch (type) {
            case ADVERT -> new Advert(readIds(in), in.readBytesExactly(32), in.readBytesExactly(32));
            case FETCH -> new Fetch(readIds(in), readBuckets(in));
            case PAGE -> new Page(in.readBool(), readOperations(suite, in));
            case NEWS -> new Fresh(readOperations(suite, in), readPrekeys(in));
            case REACHED -> new Reached();
            case PREKEY_SUMMARY -> new PrekeySummary(in.readBytesExactly(PrekeyBuckets.BYTES));
            case PREKEY_PAGE -> new PrekeyPage(in.readBool(), readPrekeys(in));
        };
    }

    private static CborWriter begin(Type type) {
        return new CborWriter().writeArray(type.items + 1).writeUnsigned(type.code);
    }

    private static Bytes readBuckets(CborReader in) throws MalformedException {
        Bytes buckets = in.readBytes(OperationBuckets.BYTES);
        if (buckets.size() != 0 && buckets.size() != OperationBuckets.BYTES) {
            throw new MalformedException("buckets have a wrong length");
        }
        return buckets;
    }

    private static void writeIds(CborWriter out, List<OperationId> ids) {
        out.writeArray(ids.size());
        ids.forEach(id -> out.writeBytes(id.bytes()));
    }

    private static List<OperationId> readIds(CborReader in) throws MalformedException {
        int count = in.readArray(MAX_IDS);
        List<OperationId> ids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ids.add(OperationId.read(in));
        }
        return ids;
    }

    private static void writeOperations(CborWriter out, List<Operation> operations) {
        out.writeArray(operations.size());
        operations.forEach(operation -> out.writeBytes(operation.encode()));
    }

    private static List<Operation> readOperations(CryptoSuite suite, CborReader in) throws MalformedException {
        int count = in.readArray(MAX_OPERATIONS);
        List<Operation> operations = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            operations.add(Operation.decode(suite, in.readBytes(Operation.MAX_BYTES)));
        }
        return operations;
    }

    private static void writePrekeys(CborWriter out, List<Prekey> prekeys) {
        out.writeArray(prekeys.size());
        prekeys.forEach(prekey -> out.writeBytes(prekey.encode()));
    }

    private static List<Prekey> readPrekeys(CborReader in) throws MalformedException {
        int count = in.readArray(MAX_PREKEYS);
        List<Prekey> prekeys = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            prekeys.add(Prekey.decode(in.readBytes(Prekey.MAX_BYTES)));
        }
        return prekeys;
    }
}
