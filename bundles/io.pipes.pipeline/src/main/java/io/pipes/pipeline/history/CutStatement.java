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
import java.util.TreeMap;

/**
 * What an admin records in the membership log about a node that has lost its role, or a part of it: up to which packet its chains count where it may not write any more. Of pipelines
 * that nobody names nothing does.
 *
 * @param end the operation that ended its right; so nothing can be said in advance
 * @param ends the last packets that count, by route tag
 */
record CutStatement(NodeId node, OperationId end, Map<Bytes, Cut> ends) {
    static final String KIND = Membership.ADMIN_KIND_PREFIX + "cut";

    /** So many pipelines one statement names; several add up. */
    static final int MAX_ENDS = 1_000;

    Bytes encode() {
        CborWriter out = new CborWriter(64 + ends.size() * 64);
        out.writeArray(3).writeBytes(node.bytes()).writeBytes(end.bytes()).writeArray(ends.size());
        ends.forEach((tag, cut) -> {
            out.writeArray(3).writeBytes(tag);
            cut.write(out);
        });
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
            ends.put(in.readBytesExactly(RouteTag.BYTES), Cut.read(in, 1));
        }
        in.end();
        return new CutStatement(node, end, ends);
    }
}
