// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.api.message.Content;
import io.pipes.api.state.StateKind;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** A piece of a {@linkplain StateSnapshot snapshot}: an array of its number and its parts. */
sealed interface SnapshotItem {
    /** The number of the last packet of an author that was read. */
    record Read(NodeId author, long seq) implements SnapshotItem {}

    /** The last operation of an author. */
    record Frontier(Dot last) implements SnapshotItem {}

    /** Packets of an author in this epoch were passed over. */
    record Unread(NodeId author, EpochId epoch) implements SnapshotItem {}

    /** What stands at a key. */
    record Standing(StatePart part, String key, Write write) implements SnapshotItem {}

    /** What was replaced at a key and has not come. */
    record Early(StatePart part, String key, Dot dot) implements SnapshotItem {}

    /** The sum of a counter. */
    record Sum(String name, BigInteger sum) implements SnapshotItem {}

    /** More bytes no sum has: a thousand years of additions do not fill them. */
    int MAX_SUM_BYTES = 32;

    default void write(CborWriter out) {
        if (this instanceof Read read) {
            out.writeArray(3).writeUnsigned(1).writeBytes(read.author().bytes()).writeUnsigned(read.seq());
        } else if (this instanceof Frontier frontier) {
            out.writeArray(2).writeUnsigned(2);
            frontier.last().write(out);
        } else if (this instanceof Unread unread) {
            out.writeArray(3)
                    .writeUnsigned(3)
                    .writeBytes(unread.author().bytes())
                    .writeBytes(unread.epoch().bytes());
        } else if (this instanceof Standing standing) {
            out.writeArray(7).writeUnsigned(4);
            write(out, standing.part(), standing.key());
            standing.write().dot().write(out);
            out.writeUnsigned(standing.write().stamp());
            write(out, standing.write().value());
        } else if (this instanceof Early early) {
            out.writeArray(5).writeUnsigned(5);
            write(out, early.part(), early.key());
            early.dot().write(out);
        } else if (this instanceof Sum sum) {
            out.writeArray(3).writeUnsigned(6).writeText(sum.name());
            out.writeBytes(sum.sum().toByteArray());
        }
    }

    private static void write(CborWriter out, StatePart part, String key) {
        out.writeBool(part.kind() == StateKind.SET).writeText(part.name()).writeText(key);
    }

    private static void write(CborWriter out, @Nullable Content value) {
        if (value == null) {
            out.writeNull();
        } else {
            out.writeArray(2);
            StateOperation.writeContent(out, value);
        }
    }

    static SnapshotItem read(CborReader in) throws MalformedException {
        int parts = in.readArray(7);
        int number = in.readInt(1, PARTS.length);
        if (parts != PARTS[number - 1]) {
            throw new MalformedException("an item of another length");
        }
        return switch (number) {
            case 1 -> new Read(NodeId.read(in), in.readUnsigned(Long.MAX_VALUE));
            case 2 -> new Frontier(Dot.read(in));
            case 3 -> new Unread(NodeId.read(in), EpochId.read(in));
            case 4 ->
                new Standing(
                        part(in),
                        StateOperation.key(in),
                        new Write(Dot.read(in), in.readUnsigned(Long.MAX_VALUE), readValue(in)));
            case 5 -> new Early(part(in), StateOperation.key(in), Dot.read(in));
            default -> new Sum(StateOperation.name(in), sum(in.readBytes(MAX_SUM_BYTES)));
        };
    }

    /** How many parts an item has, by its number. */
    int[] PARTS = {3, 2, 3, 7, 5, 3};

    private static StatePart part(CborReader in) throws MalformedException {
        return new StatePart(in.readBool() ? StateKind.SET : StateKind.MAP, StateOperation.name(in));
    }

    private static @Nullable Content readValue(CborReader in) throws MalformedException {
        if (in.skipNull()) {
            return null;
        }
        in.readArrayExactly(2);
        return StateOperation.readContent(in);
    }

    private static BigInteger sum(Bytes bytes) throws MalformedException {
        if (bytes.isEmpty()) {
            throw new MalformedException("no sum");
        }
        return new BigInteger(bytes.toArray());
    }
}
