// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.MessageBatch;
import java.util.Comparator;

/**
 * Which operation: its author, the number of its packet, and its place in that. No two have the same, as a history has no two packets of
 * one author under one number. (The word is that of dotted version vectors, Preguiça et al., 2010.)
 */
record Dot(NodeId author, long seq, int index) implements Comparable<Dot> {
    private static final Comparator<Dot> ORDER =
            Comparator.comparing(Dot::author).thenComparingLong(Dot::seq).thenComparingInt(Dot::index);

    /** @return whether its author made it after that other operation of the same author */
    boolean isAfter(Dot other) {
        return seq > other.seq || seq == other.seq && index > other.index;
    }

    @Override
    public int compareTo(Dot other) {
        return ORDER.compare(this, other);
    }

    void write(CborWriter out) {
        out.writeArray(3).writeBytes(author.bytes()).writeUnsigned(seq).writeUnsigned(index);
    }

    static Dot read(CborReader in) throws MalformedException {
        in.readArrayExactly(3);
        return new Dot(
                NodeId.read(in), in.readLong(1, Long.MAX_VALUE - 1), in.readInt(0, MessageBatch.MAX_MESSAGES - 1));
    }
}
