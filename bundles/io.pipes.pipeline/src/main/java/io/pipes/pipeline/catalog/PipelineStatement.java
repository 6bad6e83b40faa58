// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.catalog;

import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.api.pipeline.Retention;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PipelineId;
import java.util.Optional;
import java.util.Set;

/**
 * What a member records in the membership log to make a pipeline.
 *
 * @param with the other end of a point-to-point pipeline
 * @param settings with which it begins; a history policy and retention only if it is persistent
 */
public record PipelineStatement(String name, PipelineKind kind, Optional<NodeId> with, PipelineSettings settings) {
    static final String KIND = "pipeline";

    private static final int ITEMS = 3;
    private static final int KEPT_ITEMS = 5;

    Bytes encode() {
        CborWriter out = new CborWriter();
        boolean kept = kind == PipelineKind.PERSISTENT;
        PipelineChange more = more();
        int items = kept ? KEPT_ITEMS : ITEMS;
        out.writeArray(more.equals(PipelineChange.NOTHING) ? items : items + 1)
                .writeText(name)
                .writeUnsigned(kind.code());
        with.ifPresentOrElse(node -> out.writeBytes(node.bytes()), out::writeNull);
        if (kept) {
            HistoryCode.write(out, settings.history());
            RetentionCode.write(out, settings.retention());
        }
        if (!more.equals(PipelineChange.NOTHING)) {
            ChangeCode.write(out, more);
        }
        return out.toBytes();
    }

    /** What is said behind the rest, and only if it is not as usual. */
    private PipelineChange more() {
        return PipelineChange.to(settings.with(HistoryPolicy.FULL).with(Retention.ALL));
    }

    /** The pipeline as this has it begin. */
    PipelineEntry begun(PipelineId id, Bytes routeTag, NodeId author) {
        boolean complete = settings.retention().equals(Retention.ALL);
        return new PipelineEntry(id, routeTag, name, kind, author, false, with, settings, Set.of(), complete);
    }

    static PipelineStatement decode(Bytes encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        int items = in.readArray(KEPT_ITEMS + 1);
        String name = in.readText(PipelineNames.MAX_LENGTH);
        PipelineKind kind = PipelineKind.ofCode(in.readInt(0, 255))
                .orElseThrow(() -> new MalformedException("pipeline of an unknown kind"));
        Optional<NodeId> with = in.skipNull() ? Optional.empty() : Optional.of(NodeId.read(in));
        boolean kept = kind == PipelineKind.PERSISTENT;
        int usual = kept ? KEPT_ITEMS : ITEMS;
        if (items != usual && items != usual + 1) {
            throw new MalformedException("pipeline with too much or too little said of it");
        }
        PipelineSettings settings = PipelineSettings.DEFAULT;
        if (kept) {
            settings = settings.with(HistoryCode.read(in)).with(RetentionCode.read(in));
        }
        if (items > usual) {
            settings = begun(ChangeCode.read(in), settings);
        }
        in.end();
        if (!PipelineNames.valid(name) || with.isPresent() != (kind == PipelineKind.POINT_TO_POINT)) {
            throw new MalformedException("pipeline with a bad name or bad ends");
        }
        return new PipelineStatement(name, kind, with, settings);
    }

    /** What has its own place must not be said again, what is as usual not at all. */
    private static PipelineSettings begun(PipelineChange said, PipelineSettings kept) throws MalformedException {
        PipelineSettings begun = said.apply(PipelineSettings.DEFAULT);
        boolean twice = said.history().isPresent() || said.retention().isPresent();
        if (twice
                || said.equals(PipelineChange.NOTHING)
                || !PipelineChange.to(begun).equals(said)) {
            throw new MalformedException("pipeline that says something twice");
        }
        return begun.with(kept.history()).with(kept.retention());
    }
}
