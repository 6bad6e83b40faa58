// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.state.Merge;
import io.pipes.api.state.ReplicatedCounter;
import io.pipes.api.state.ReplicatedMap;
import io.pipes.api.state.ReplicatedSet;
import io.pipes.api.state.ReplicatedState;
import io.pipes.api.state.StateInfo;
import io.pipes.api.state.StateKind;
import io.pipes.client.row.States;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

final class ClientState implements ReplicatedState {
    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,64}");

    private final Calls calls;
    private final ObjectNode pipeline;

    /** @param pipeline which it is, as parameters */
    ClientState(Calls calls, ObjectNode pipeline) {
        this.calls = calls;
        this.pipeline = pipeline;
    }

    @Override
    public ReplicatedMap map(String name) {
        return new ClientMap(part(StateKind.MAP, name), Optional.empty());
    }

    @Override
    public ReplicatedMap map(String name, Merge merge) {
        return new ClientMap(part(StateKind.MAP, name), Optional.of(new Merging(merge)));
    }

    @Override
    public ReplicatedCounter counter(String name) {
        return new ClientCounter(part(StateKind.COUNTER, name));
    }

    @Override
    public ReplicatedSet set(String name) {
        return new ClientSet(part(StateKind.SET, name));
    }

    private StatePart part(StateKind kind, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "A name has 1 to 64 characters of a-z, 0-9, '.', '_' and '-'.");
        }
        return new StatePart(calls, pipeline.deepCopy().put("kind", kind.text()).put("name", name));
    }

    @Override
    public CompletionStage<List<StateInfo>> list() {
        return calls.list("state.list", pipeline.deepCopy(), States::part);
    }
}
