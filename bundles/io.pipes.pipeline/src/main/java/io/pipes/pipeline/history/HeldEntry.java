// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;

/**
 * What a node has of one author in one pipeline: all packets from the first that is kept to this one.
 *
 * @param first the number of the first one, from 1 to the last; nobody relies on it but who asks for it
 * @param last the number of the last one, at least 1
 * @param id its id, 32 bytes; it stands for all before it
 * @param forked whether a {@link Fork} of the author is known, so that all hear of it
 */
public record HeldEntry(NodeId author, long first, long last, Bytes id, boolean forked) {
    private static final int ID_BYTES = 32;

    public void write(CborWriter out) {
        out.writeArray(5).writeBytes(author.bytes()).writeUnsigned(first);
        out.writeUnsigned(last).writeBytes(id).writeBool(forked);
    }

    /** What is compared: where a chain begins is the business of each node. */
    void writeHashed(CborWriter out) {
        out.writeArray(4).writeBytes(author.bytes()).writeUnsigned(last);
        out.writeBytes(id).writeBool(forked);
    }

    public static HeldEntry read(CborReader in) throws MalformedException {
        in.readArrayExactly(5);
        NodeId author = NodeId.read(in);
        long first = in.readLong(1, Long.MAX_VALUE - 1);
        long last = in.readLong(first, Long.MAX_VALUE - 1);
        return new HeldEntry(author, first, last, in.readBytesExactly(ID_BYTES), in.readBool());
    }
}
