// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.message.Sent;
import io.pipes.api.state.MapChange;
import io.pipes.api.state.MapEntry;
import io.pipes.api.state.ReplicatedMap;
import io.pipes.client.call.Failures;
import io.pipes.client.row.Params;
import io.pipes.client.row.States;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

final class ClientMap implements ReplicatedMap {
    private final StatePart part;

    ClientMap(StatePart part) {
        this.part = part;
    }

    @Override
    public CompletionStage<Sent> put(String key, Content value) {
        return part.write("state.put", Params.with(part.params(key), value));
    }

    @Override
    public CompletionStage<Sent> remove(String key) {
        return part.write("state.remove", part.params(key));
    }

    @Override
    public CompletionStage<Optional<MapEntry>> get(String key) {
        return part.read(part.params(key), row -> Optional.of(States.entry(row)))
                .exceptionallyCompose(failure -> {
                    PipesException why = Failures.of(failure);
                    return why.code() == PipesException.Code.NOT_FOUND
                            ? CompletableFuture.completedFuture(Optional.empty())
                            : CompletableFuture.failedFuture(why);
                });
    }

    @Override
    public CompletionStage<List<MapEntry>> entries() {
        return part.entries(States::entry);
    }

    @Override
    public Flow.Publisher<MapChange> changes() {
        return part.changes(States::mapChange);
    }
}
