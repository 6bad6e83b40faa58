// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.catalog;

import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.Retention;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import java.time.Duration;
import java.util.Optional;

/**
 * What a member records in the membership log to make a pipeline.
 *
 * @param with the other end of a point-to-point pipeline
 * @param history said of a persistent pipeline only
 * @param retention said of a persistent pipeline only
 */
public record PipelineStatement(
        String name, PipelineKind kind, Optional<NodeId> with, HistoryPolicy history, Retention retention) {
    static final String KIND = "pipeline";

    private static final int KEPT_ITEMS = 5;
    private static final int OTHER_ITEMS = 3;
    private static final int FULL = 0;
    private static final int FROM_JOIN = 1;
    private static final int WINDOW = 2;

    Bytes encode() {
        CborWriter out = new CborWriter();
        boolean kept = kind == PipelineKind.PERSISTENT;
        out.writeArray(kept ? KEPT_ITEMS : OTHER_ITEMS).writeText(name).writeUnsigned(kind.code());
        with.ifPresentOrElse(node -> out.writeBytes(node.bytes()), out::writeNull);
        if (kept) {
            write(out, history);
            RetentionCode.write(out, retention);
        }
        return out.toBytes();
    }

    private static void write(CborWriter out, HistoryPolicy history) {
        if (history instanceof HistoryPolicy.Window window) {
            out.writeArray(2)
                    .writeUnsigned(WINDOW)
                    .writeUnsigned(window.length().toSeconds());
        } else {
            out.writeArray(1).writeUnsigned(history instanceof HistoryPolicy.Full ? FULL : FROM_JOIN);
        }
    }

    private static HistoryPolicy readHistory(CborReader in) throws MalformedException {
        int items = in.readArray(2);
        int code = in.readInt(FULL, WINDOW);
        if (items != (code == WINDOW ? 2 : 1)) {
            throw new MalformedException("pipeline with a bad history policy");
        }
        return switch (code) {
            case FULL -> HistoryPolicy.FULL;
            case FROM_JOIN -> HistoryPolicy.FROM_JOIN;
            default ->
                new HistoryPolicy.Window(Duration.ofSeconds(in.readLong(
                        HistoryPolicy.Window.SHORTEST.toSeconds(), HistoryPolicy.Window.LONGEST.toSeconds())));
        };
    }

    static PipelineStatement decode(Bytes encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        int items = in.readArray(KEPT_ITEMS);
        String name = in.readText(PipelineNames.MAX_LENGTH);
        PipelineKind kind = PipelineKind.ofCode(in.readInt(0, 255))
                .orElseThrow(() -> new MalformedException("pipeline of an unknown kind"));
        Optional<NodeId> with = in.skipNull() ? Optional.empty() : Optional.of(NodeId.read(in));
        boolean kept = kind == PipelineKind.PERSISTENT;
        if (items != (kept ? KEPT_ITEMS : OTHER_ITEMS)) {
            throw new MalformedException("pipeline with too much or too little said of it");
        }
        HistoryPolicy history = kept ? readHistory(in) : HistoryPolicy.FULL;
        Retention retention = kept ? RetentionCode.read(in) : Retention.ALL;
        in.end();
        if (!PipelineNames.valid(name) || with.isPresent() != (kind == PipelineKind.POINT_TO_POINT)) {
            throw new MalformedException("pipeline with a bad name or bad ends");
        }
        return new PipelineStatement(name, kind, with, history, retention);
    }
}
