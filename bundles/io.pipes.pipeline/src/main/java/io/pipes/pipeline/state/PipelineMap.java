// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.api.message.Content;
import io.pipes.api.message.Sent;
import io.pipes.api.state.MapChange;
import io.pipes.api.state.MapEntry;
import io.pipes.api.state.Merge;
import io.pipes.api.state.ReplicatedMap;
import io.pipes.api.state.StateKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A map of a pipeline's state, for applications. */
final class PipelineMap implements ReplicatedMap {
    private final StateKeeper keeper;
    private final StatePart part;
    private final @Nullable Merge merge;

    /** @param merge null if the last write counts */
    PipelineMap(StateKeeper keeper, String name, @Nullable Merge merge) {
        this.keeper = keeper;
        this.merge = merge;
        part = new StatePart(StateKind.MAP, name);
    }

    @Override
    public CompletionStage<Sent> put(String key, Content value) {
        StateArguments.key(key);
        StateArguments.value(value);
        return keeper.write((seen, stamp) -> {
            List<List<Dot>> slices = StateOperation.slices(seen.registers(part).dots(key));
            List<Dot> last = slices.get(slices.size() - 1);
            List<StateOperation> operations = removals(key, stamp, slices.subList(0, slices.size() - 1));
            operations.add(new StateOperation.MapPut(part.name(), key, stamp, last, value));
            return operations;
        });
    }

    @Override
    public CompletionStage<Sent> remove(String key) {
        StateArguments.key(key);
        return keeper.write((seen, stamp) ->
                removals(key, stamp, StateOperation.slices(seen.registers(part).dots(key))));
    }

    private List<StateOperation> removals(String key, long stamp, List<List<Dot>> slices) {
        List<StateOperation> removals = new ArrayList<>();
        slices.forEach(slice -> removals.add(new StateOperation.MapRemove(part.name(), key, stamp, slice)));
        return removals;
    }

    private MapState in(StateReplica replica) {
        return replica.map(part.name(), merge);
    }

    @Override
    public CompletionStage<Optional<MapEntry>> get(String key) {
        StateArguments.key(key);
        return keeper.read(replica -> in(replica).entry(key));
    }

    @Override
    public CompletionStage<List<MapEntry>> entries() {
        return keeper.readAll(part, (replica, key) -> in(replica).entry(key));
    }

    @Override
    public Flow.Publisher<MapChange> changes() {
        return keeper.changes(
                part, (replica, key) -> new MapChange(key, in(replica).entry(key)));
    }
}
