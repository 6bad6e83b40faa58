// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.message.Message;
import io.pipes.api.pipeline.From;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.state.StateSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Flow;

/** A history as the state sees it that is made of it. */
final class HistoryOperations implements StateSource {
    private final History history;

    HistoryOperations(History history) {
        this.history = history;
    }

    @Override
    public Flow.Publisher<Message> read(From from, boolean toHere) {
        return history.readers().all(from, toHere);
    }

    @Override
    public Collection<NodeId> authors() {
        return history.chains().authors();
    }

    @Override
    public long limit(NodeId author) {
        return history.chains().limit(author);
    }

    @Override
    public long last(NodeId author) {
        return history.last(author);
    }

    @Override
    public Collection<EpochId> unread() {
        return List.copyOf(history.readers().unread());
    }

    @Override
    public void remember(Collection<EpochId> passedOver) {
        history.readers().unread().addAll(passedOver);
    }

    @Override
    public boolean forgetReadable() {
        return history.readers()
                .unread()
                .removeIf(epoch -> history.readability().isReadable(history.pipeline(), epoch));
    }
}
