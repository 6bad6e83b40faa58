// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.api.message.Sent;
import io.pipes.api.state.ReplicatedSet;
import io.pipes.api.state.SetChange;
import io.pipes.api.state.StateKind;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A set of a pipeline's state, for applications. */
final class PipelineSet implements ReplicatedSet {
    private final StateKeeper keeper;
    private final StatePart part;

    PipelineSet(StateKeeper keeper, String name) {
        this.keeper = keeper;
        part = new StatePart(StateKind.SET, name);
    }

    @Override
    public CompletionStage<Sent> add(String element) {
        StateArguments.key(element);
        return keeper.write((seen, stamp) -> List.of(new StateOperation.SetAdd(part.name(), element)));
    }

    @Override
    public CompletionStage<Sent> remove(String element) {
        StateArguments.key(element);
        return keeper.write(
                (seen, stamp) -> StateOperation.slices(seen.registers(part).dots(element)).stream()
                        .<StateOperation>map(slice -> new StateOperation.SetRemove(part.name(), element, slice))
                        .toList());
    }

    @Override
    public CompletionStage<Boolean> contains(String element) {
        StateArguments.key(element);
        return keeper.read(replica -> replica.set(part.name()).contains(element));
    }

    @Override
    public CompletionStage<List<String>> elements() {
        return keeper.readAll(
                part, (replica, element) -> Optional.of(element).filter(replica.set(part.name())::contains));
    }

    @Override
    public Flow.Publisher<SetChange> changes() {
        return keeper.changes(
                part,
                (replica, key) -> new SetChange(key, replica.set(part.name()).contains(key)));
    }
}
