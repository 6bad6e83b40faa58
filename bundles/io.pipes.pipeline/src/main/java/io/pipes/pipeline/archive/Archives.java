// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.archive;

import io.pipes.api.PipesException;
import io.pipes.api.pipeline.HistoryExport;
import io.pipes.api.pipeline.HistoryImport;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.pipeline.blob.BlobNode;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.history.History;
import io.pipes.pipeline.history.HistoryNode;
import io.pipes.spi.node.NodeContext;
import java.util.Optional;

/** Begins exports and imports on one node. On its loop. */
public final class Archives {
    private final NodeContext node;
    private final HistoryNode histories;
    private final BlobNode blobs;

    public Archives(NodeContext node, HistoryNode histories, BlobNode blobs) {
        this.node = node;
        this.histories = histories;
        this.blobs = blobs;
    }

    /** @param contents whether those above 1 MiB are written as well */
    public HistoryExport exporting(PipelineEntry pipeline, boolean contents) {
        if (pipeline.kind() != PipelineKind.PERSISTENT) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "'" + pipeline.name() + "' keeps nothing. Only a persistent pipeline can be exported.");
        }
        return histories
                .find(pipeline.routeTag())
                .map(history -> new ArchiveExport(node, history, contents ? contents(history) : Optional.empty()))
                .orElseThrow(() -> new PipesException(
                        PipesException.Code.BUSY, "'" + pipeline.name() + "' is being opened. Try again."));
    }

    private Optional<ArchivedContents> contents(History history) {
        return Optional.of(new ArchivedContents(node.blobs(), blobs, history));
    }

    public HistoryImport importing() {
        return new ArchiveImport(node, histories, blobs);
    }
}
