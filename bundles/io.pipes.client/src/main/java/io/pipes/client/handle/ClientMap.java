// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.message.Sent;
import io.pipes.api.state.MapChange;
import io.pipes.api.state.MapEntry;
import io.pipes.api.state.ReplicatedMap;
import io.pipes.client.call.Failures;
import io.pipes.client.row.Params;
import io.pipes.client.row.Row;
import io.pipes.client.row.States;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

final class ClientMap implements ReplicatedMap {
    private final StatePart part;
    private final Optional<Merging> merging;

    /** @param merging empty where the last write counts */
    ClientMap(StatePart part, Optional<Merging> merging) {
        this.part = part;
        this.merging = merging;
    }

    /** Asks for all that was written without knowing of each other, if somebody merges it. */
    private ObjectNode reading(ObjectNode params) {
        return merging.isPresent() ? params.put("concurrent", true) : params;
    }

    private MapEntry entry(Row row) {
        MapEntry told = States.entry(row);
        return merging.map(merge -> merge.entry(told)).orElse(told);
    }

    private MapChange change(Row row) {
        return new MapChange(row.text("key"), row.flag("present") ? Optional.of(entry(row)) : Optional.empty());
    }

    @Override
    public CompletionStage<Sent> put(String key, Content value) {
        int size = value.bytes().size();
        return Sizes.within(
                MAX_VALUE_BYTES, size, () -> part.write("state.put", Params.with(part.params(key), value), size));
    }

    @Override
    public CompletionStage<Sent> remove(String key) {
        return part.write("state.remove", part.params(key), 0);
    }

    @Override
    public CompletionStage<Optional<MapEntry>> get(String key) {
        return part.read(reading(part.params(key)), row -> Optional.of(entry(row)))
                .exceptionallyCompose(failure -> {
                    PipesException why = Failures.of(failure);
                    return why.code() == PipesException.Code.NOT_FOUND
                            ? CompletableFuture.completedFuture(Optional.empty())
                            : CompletableFuture.failedFuture(why);
                });
    }

    @Override
    public CompletionStage<List<MapEntry>> entries() {
        return part.entries(reading(part.params()), this::entry);
    }

    @Override
    public Flow.Publisher<MapChange> changes() {
        return part.changes(reading(part.params()), this::change);
    }
}
