// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import io.pipes.api.pipeline.HistoryExport;
import io.pipes.api.pipeline.HistoryImport;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.base.id.NodeId;
import io.pipes.spi.local.LocalPipeline;
import io.pipes.spi.local.LocalPipelines;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** The pipelines of a network that has one, under a name. */
record OnePipeline(String name, LocalPipeline pipeline) implements LocalPipelines {
    @Override
    public CompletionStage<LocalPipeline> create(
            String name, PipelineKind kind, Optional<NodeId> with, PipelineSettings settings) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<LocalPipeline> open(String name, PipelineKind kind) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<LocalPipeline> change(String name, PipelineChange change) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<LocalPipeline> list() {
        return List.of(pipeline);
    }

    @Override
    public Optional<LocalPipeline> find(String wanted) {
        return wanted.equals(name) ? Optional.of(pipeline) : Optional.empty();
    }

    @Override
    public Flow.Publisher<PipelineInfo> changes() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<HistoryExport> exportHistory(String wanted, boolean contents) {
        throw new UnsupportedOperationException();
    }

    @Override
    public HistoryImport importHistory() {
        throw new UnsupportedOperationException();
    }
}
