// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.catalog;

import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PipelineId;
import io.pipes.spi.node.NodeContext;
import java.util.Optional;
import java.util.Set;

/**
 * What a member records in the membership log to open a pipeline that it has not heard of: the one that all who open this name mean.
 *
 * <p>It says nothing that two of them could disagree about but the kind, and there one word for {@code PERSISTENT} is enough. Everything else
 * begins as usual: whoever pretends not to have heard of the others could otherwise choose who reads them.
 *
 * @param kind live or persistent
 */
public record OpeningStatement(String name, PipelineKind kind) {
    static final String KIND = "pipeline-opening";

    private static final int ITEMS = 2;

    Bytes encode() {
        return new CborWriter()
                .writeArray(ITEMS)
                .writeText(name)
                .writeUnsigned(kind.code())
                .toBytes();
    }

    static OpeningStatement decode(Bytes encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(ITEMS);
        String name = in.readText(PipelineNames.MAX_LENGTH);
        int kind = in.readInt(PipelineKind.LIVE.code(), PipelineKind.PERSISTENT.code());
        in.end();
        if (!PipelineNames.valid(name)) {
            throw new MalformedException("opened pipeline with a bad name");
        }
        return new OpeningStatement(name, PipelineKind.ofCode(kind).orElseThrow());
    }

    /** Follows from the name, so that all who open it mean the same one. */
    PipelineId pipeline(NodeContext node) {
        return PipelineId.of(
                node.suite().hash(Label.PIPELINE_OPENED.bytes(), node.network().bytes(), Bytes.utf8(name)));
    }

    /** What it says of the pipeline that not each opening says. */
    PipelineChange change() {
        return kind == PipelineKind.PERSISTENT ? PipelineChange.NOTHING.toPersistent() : PipelineChange.NOTHING;
    }

    /** The pipeline as each opening of it has it begin. */
    PipelineEntry begun(PipelineId id, Bytes routeTag, NodeId author) {
        return new PipelineEntry(
                id,
                routeTag,
                name,
                PipelineKind.LIVE,
                author,
                true,
                Optional.empty(),
                PipelineSettings.DEFAULT,
                Set.of(),
                true);
    }
}
