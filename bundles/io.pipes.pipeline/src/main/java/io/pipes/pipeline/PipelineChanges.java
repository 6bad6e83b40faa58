// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline;

import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.base.id.PipelineId;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.flow.ChangeSubscription;
import io.pipes.pipeline.flow.Subscribers;
import io.pipes.spi.loop.Loop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.function.Function;

/** Tells which pipelines there are, and then of those that are new or have other settings. */
final class PipelineChanges {
    private final Loop loop;
    private final Function<PipelineId, Optional<PipelineInfo>> info;
    private final Map<PipelineId, PipelineEntry> told = new HashMap<>();
    /** Never changed but replaced: subscribers come and go while they are told something. */
    private List<ChangeSubscription<PipelineInfo>> subscriptions = List.of();

    private boolean closed;

    /** @param info how a pipeline is now; empty if it is none any more */
    PipelineChanges(Loop loop, Function<PipelineId, Optional<PipelineInfo>> info) {
        this.loop = loop;
        this.info = info;
    }

    /** On the loop. */
    void add(Flow.Subscriber<? super PipelineInfo> subscriber, Collection<PipelineEntry> there) {
        List<ChangeSubscription<PipelineInfo>> self = new ArrayList<>(1);
        self.add(new ChangeSubscription<>(
                loop, subscriber, key -> info.apply(PipelineId.parse(key)), () -> remove(self.get(0))));
        ChangeSubscription<PipelineInfo> made = self.get(0);
        made.begin();
        if (closed) {
            made.fail(Subscribers.replaced());
            return;
        }
        List<ChangeSubscription<PipelineInfo>> more = new ArrayList<>(subscriptions);
        more.add(made);
        subscriptions = List.copyOf(more);
        there.forEach(entry -> {
            told.put(entry.id(), entry);
            made.changed(entry.id().text());
        });
    }

    private void remove(ChangeSubscription<PipelineInfo> gone) {
        subscriptions = subscriptions.stream().filter(other -> other != gone).toList();
    }

    boolean isWatched() {
        return !subscriptions.isEmpty();
    }

    /** A pipeline may be other than before. */
    void look(PipelineEntry entry) {
        if (!entry.equals(told.put(entry.id(), entry))) {
            subscriptions.forEach(one -> one.changed(entry.id().text()));
        }
    }

    /** Ends every subscription, because this feature is being replaced or its node stops. */
    void close() {
        closed = true;
        List.copyOf(subscriptions).forEach(one -> one.fail(Subscribers.replaced()));
    }
}
