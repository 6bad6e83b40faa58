// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.archive;

import io.pipes.api.PipesException;
import io.pipes.api.pipeline.HistoryExport;
import io.pipes.api.pipeline.HistoryImport;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.history.HistoryNode;
import io.pipes.spi.node.NodeContext;

/** Begins exports and imports on one node. On its loop. */
public final class Archives {
    private final NodeContext node;
    private final HistoryNode histories;

    public Archives(NodeContext node, HistoryNode histories) {
        this.node = node;
        this.histories = histories;
    }

    public HistoryExport exporting(PipelineEntry pipeline) {
        if (pipeline.kind() != PipelineKind.PERSISTENT) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "'" + pipeline.name() + "' keeps nothing. Only a persistent pipeline can be exported.");
        }
        return histories
                .find(pipeline.routeTag())
                .map(history -> new ArchiveExport(node, history))
                .orElseThrow(() -> new PipesException(
                        PipesException.Code.BUSY, "'" + pipeline.name() + "' is being opened. Try again."));
    }

    public HistoryImport importing() {
        return new ArchiveImport(node, histories);
    }
}
