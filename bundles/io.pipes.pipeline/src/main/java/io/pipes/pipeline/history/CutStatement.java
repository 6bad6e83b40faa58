// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.pipeline.packet.RouteTag;
import io.pipes.spi.node.Membership;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an admin records in the membership log about a node that may not write any more: up to which packet its chains count. Of pipelines
 * that nobody names nothing does.
 *
 * @param end the operation that ended its right to write; so nothing can be said in advance
 * @param ends the last packets that count, by route tag
 */
record CutStatement(NodeId node, OperationId end, Map<Bytes, Cut> ends) {
    static final String KIND = Membership.ADMIN_KIND_PREFIX + "cut";

    /** So many pipelines one statement names; several add up. */
    static final int MAX_ENDS = 1_000;

    private static final int ID_BYTES = 32;

    /**
     * Where a chain ends.
     *
     * @param last the number of the last packet that counts, at least 1
     * @param id its id
     */
    record Cut(long last, Bytes id) {
        /** Of what several admins say at once the farthest end counts, and of two packets with one number that with the lower id. */
        Cut or(Cut other) {
            boolean farther = last == other.last ? id.compareTo(other.id) <= 0 : last > other.last;
            return farther ? this : other;
        }

        boolean isBehind(Optional<Cut> other) {
            return other.isEmpty() || last > other.get().last;
        }
    }

    Bytes encode() {
        CborWriter out = new CborWriter(64 + ends.size() * 64);
        out.writeArray(3).writeBytes(node.bytes()).writeBytes(end.bytes()).writeArray(ends.size());
        ends.forEach((tag, cut) ->
                out.writeArray(3).writeBytes(tag).writeUnsigned(cut.last()).writeBytes(cut.id()));
        return out.toBytes();
    }

    static CutStatement decode(Bytes encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(3);
        NodeId node = NodeId.read(in);
        OperationId end = OperationId.read(in);
        Map<Bytes, Cut> ends = new TreeMap<>();
        for (int left = in.readArray(MAX_ENDS); left > 0; left--) {
            in.readArrayExactly(3);
            ends.put(
                    in.readBytesExactly(RouteTag.BYTES),
                    new Cut(in.readLong(1, Long.MAX_VALUE - 1), in.readBytesExactly(ID_BYTES)));
        }
        in.end();
        return new CutStatement(node, end, ends);
    }
}
