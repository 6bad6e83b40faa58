// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.base.id.PipelineId;
import io.pipes.spi.node.Membership;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an admin records in the membership log about a pipeline that fewer may publish to than before: up to which packet the chains count
 * of those who may not any more. Of members that nobody names nothing is said.
 *
 * @param end the change of settings by which they lost the right; so nothing can be said in advance
 * @param ends the last packets that count, {@link Cut#NOTHING} where none does
 */
record PipelineCutStatement(PipelineId pipeline, OperationId end, Map<NodeId, Cut> ends) {
    static final String KIND = Membership.ADMIN_KIND_PREFIX + "pipeline-cut";

    /** So many members one statement names; several add up. */
    static final int MAX_ENDS = 1_000;

    Bytes encode() {
        CborWriter out = new CborWriter(96 + ends.size() * 80);
        out.writeArray(3).writeBytes(pipeline.bytes()).writeBytes(end.bytes()).writeArray(ends.size());
        ends.forEach((node, cut) -> {
            out.writeArray(3).writeBytes(node.bytes());
            cut.write(out);
        });
        return out.toBytes();
    }

    static PipelineCutStatement decode(Bytes encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(3);
        PipelineId pipeline = PipelineId.read(in);
        OperationId end = OperationId.read(in);
        Map<NodeId, Cut> ends = new TreeMap<>();
        for (int left = in.readArray(MAX_ENDS); left > 0; left--) {
            in.readArrayExactly(3);
            ends.put(NodeId.read(in), Cut.read(in, 0));
        }
        in.end();
        return new PipelineCutStatement(pipeline, end, ends);
    }
}
