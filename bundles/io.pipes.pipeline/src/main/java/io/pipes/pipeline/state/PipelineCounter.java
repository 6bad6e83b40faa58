// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.api.message.Sent;
import io.pipes.api.state.ReplicatedCounter;
import io.pipes.api.state.StateKind;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A counter of a pipeline's state, for applications. */
final class PipelineCounter implements ReplicatedCounter {
    private final StateKeeper keeper;
    private final StatePart part;

    PipelineCounter(StateKeeper keeper, String name) {
        this.keeper = keeper;
        part = new StatePart(StateKind.COUNTER, name);
    }

    @Override
    public CompletionStage<Sent> add(long delta) {
        return keeper.write((seen, stamp) -> List.of(new StateOperation.CounterAdd(part.name(), delta)));
    }

    @Override
    public CompletionStage<Long> value() {
        return keeper.read(replica -> replica.counter(part.name()).value());
    }

    @Override
    public Flow.Publisher<Long> changes() {
        return keeper.changes(
                part, (replica, key) -> replica.counter(part.name()).value());
    }
}
