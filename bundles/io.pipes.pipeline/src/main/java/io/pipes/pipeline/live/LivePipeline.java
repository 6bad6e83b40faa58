// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.message.Sent;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.base.id.EpochId;
import io.pipes.pipeline.OnLoop;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.epoch.Epoch;
import io.pipes.pipeline.epoch.EpochKeeper;
import io.pipes.pipeline.packet.ContentRules;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A live pipeline, or a point-to-point one, which is a live one that two nodes can read. */
final class LivePipeline implements Pipeline {
    private final NodeContext node;
    private final EpochKeeper epochs;
    private final PublishQueue queue;
    private final Delivery.Counted counted;
    private PipelineEntry entry;

    LivePipeline(
            NodeContext node, PipelineEntry entry, EpochKeeper epochs, PublishQueue queue, Delivery.Counted counted) {
        this.node = node;
        this.entry = entry;
        this.epochs = epochs;
        this.queue = queue;
        this.counted = counted;
    }

    PublishQueue queue() {
        return queue;
    }

    /** The pipeline's name may change, when somebody else claims it too. */
    void called(PipelineEntry now) {
        entry = now;
    }

    @Override
    public PipelineInfo info() {
        return OnLoop.get(
                node.loop(),
                () -> new PipelineInfo(
                        entry.id(),
                        entry.name(),
                        entry.kind(),
                        entry.creator(),
                        entry.other(node.id()),
                        epochs.usable(entry).map(Epoch::id).map(EpochId::toString),
                        queue.published(),
                        counted.received(),
                        counted.gaps()));
    }

    @Override
    public CompletionStage<Sent> publish(Content content) {
        ContentRules.check(content);
        return OnLoop.compose(node.loop(), () -> {
            Optional<PipesException> refusal = refusal();
            return refusal.isPresent() ? CompletableFuture.failedFuture(refusal.get()) : queue.publish(content);
        });
    }

    private Optional<PipesException> refusal() {
        Optional<Member> self = node.membership().member(node.id());
        if (self.isEmpty()) {
            return Optional.of(new PipesException(
                    PipesException.Code.REVOKED,
                    "This node was removed from the network. Ask an admin for a new invitation."));
        }
        if (!entry.writableBy(self.get())) {
            return Optional.of(new PipesException(
                    PipesException.Code.REFUSED,
                    "This node may not publish to '" + entry.name() + "': its role is "
                            + self.get().role().text() + ". Ask an admin for another role."));
        }
        return Optional.empty();
    }

    @Override
    public Flow.Publisher<Message> messages() {
        return counted.subscribers().publisher(message -> true);
    }
}
