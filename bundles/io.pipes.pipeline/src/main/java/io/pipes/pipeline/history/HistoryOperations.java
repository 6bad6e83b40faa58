// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.state.StateSource;
import java.util.Collection;
import java.util.concurrent.CompletionStage;

/** The history of a pipeline as its state reads it. */
final class HistoryOperations implements StateSource {
    private final History history;

    HistoryOperations(History history) {
        this.history = history;
    }

    @Override
    public CompletionStage<Void> open() {
        return history.load();
    }

    @Override
    public CompletionStage<Run> next(NodeId author, long after) {
        return history.readers()
                .next(author, after, end(author))
                .thenApplyAsync(run -> missing(author, run), history.loop());
    }

    /** What reading finds damaged is fetched again. */
    private Run missing(NodeId author, Run run) {
        run.missing().forEach(seq -> history.repair().miss(author, seq));
        return run;
    }

    @Override
    public Collection<NodeId> authors() {
        return history.chains().authors();
    }

    @Override
    public long end(NodeId author) {
        return Math.min(history.chains().end(author), limit(author));
    }

    @Override
    public long limit(NodeId author) {
        return history.chains().limit(author);
    }

    @Override
    public boolean isReadable(EpochId epoch) {
        return history.readability().isReadable(history.pipeline(), epoch);
    }

    @Override
    public boolean isMissing(NodeId author, long seq) {
        return history.repair().isMissing(author, seq);
    }
}
