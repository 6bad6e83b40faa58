// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.catalog;

import io.pipes.api.pipeline.PipelineKind;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import java.util.Optional;

/**
 * What a member records in the membership log to make a pipeline.
 *
 * @param with the other end of a point-to-point pipeline
 */
record PipelineStatement(String name, PipelineKind kind, Optional<NodeId> with) {
    static final String KIND = "pipeline";

    Bytes encode() {
        CborWriter out = new CborWriter();
        out.writeArray(3).writeText(name).writeUnsigned(kind.code());
        with.ifPresentOrElse(node -> out.writeBytes(node.bytes()), out::writeNull);
        return out.toBytes();
    }

    static PipelineStatement decode(Bytes encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(3);
        String name = in.readText(PipelineNames.MAX_LENGTH);
        PipelineKind kind = PipelineKind.ofCode(in.readInt(0, 255))
                .orElseThrow(() -> new MalformedException("pipeline of an unknown kind"));
        Optional<NodeId> with = in.skipNull() ? Optional.empty() : Optional.of(NodeId.read(in));
        in.end();
        if (!PipelineNames.valid(name) || with.isPresent() != (kind == PipelineKind.POINT_TO_POINT)) {
            throw new MalformedException("pipeline with a bad name or bad ends");
        }
        return new PipelineStatement(name, kind, with);
    }
}
