// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import io.pipes.api.message.Sent;
import io.pipes.api.state.ReplicatedSet;
import io.pipes.api.state.SetChange;
import io.pipes.client.row.States;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

final class ClientSet implements ReplicatedSet {
    private final StatePart part;

    ClientSet(StatePart part) {
        this.part = part;
    }

    @Override
    public CompletionStage<Sent> add(String element) {
        return part.write("state.add", part.params(element), 0);
    }

    @Override
    public CompletionStage<Sent> remove(String element) {
        return part.write("state.remove", part.params(element), 0);
    }

    @Override
    public CompletionStage<Boolean> contains(String element) {
        return part.read(part.params(element), row -> row.flag("present"));
    }

    @Override
    public CompletionStage<List<String>> elements() {
        return part.entries(part.params(), row -> row.text("key"));
    }

    @Override
    public Flow.Publisher<SetChange> changes() {
        return part.changes(part.params(), States::setChange);
    }
}
