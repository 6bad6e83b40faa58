// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import io.pipes.api.message.Sent;
import io.pipes.api.state.ReplicatedCounter;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

final class ClientCounter implements ReplicatedCounter {
    private final StatePart part;

    ClientCounter(StatePart part) {
        this.part = part;
    }

    @Override
    public CompletionStage<Sent> add(long delta) {
        return part.write("state.add", part.params().put("amount", delta), 0);
    }

    @Override
    public CompletionStage<Long> value() {
        return part.read(part.params(), row -> row.number("value"));
    }

    @Override
    public Flow.Publisher<Long> changes() {
        return part.changes(part.params(), row -> row.number("value"));
    }
}
