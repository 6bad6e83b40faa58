// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.message.ContentSource;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageDraft;
import io.pipes.api.message.Sent;
import io.pipes.api.pipeline.Before;
import io.pipes.api.pipeline.Cursor;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.Order;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.api.pipeline.SyncProgress;
import io.pipes.api.state.ReplicatedState;
import io.pipes.base.id.EpochId;
import io.pipes.pipeline.OnLoop;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.epoch.Epoch;
import io.pipes.pipeline.epoch.EpochKeeper;
import io.pipes.pipeline.publish.OpenPipeline;
import io.pipes.pipeline.publish.PacketSealer;
import io.pipes.pipeline.publish.PublishQueue;
import io.pipes.pipeline.publish.Publisher;
import io.pipes.spi.local.AwaitedCopies;
import io.pipes.spi.local.Produced;
import io.pipes.spi.local.ProducerNumber;
import io.pipes.spi.local.ProducerState;
import io.pipes.spi.node.NodeContext;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A live pipeline, or a point-to-point one, which is a live one that two nodes can read. */
final class LivePipeline implements OpenPipeline {
    private final NodeContext node;
    private final EpochKeeper epochs;
    private final PublishQueue queue;
    private final Publisher publisher;
    private final Delivery.Counted counted;
    private volatile PipelineEntry entry;

    LivePipeline(
            NodeContext node,
            PipelineEntry entry,
            EpochKeeper epochs,
            PacketSealer sealer,
            LiveOutlet outlet,
            Delivery.Counted counted) {
        this.node = node;
        this.entry = entry;
        this.epochs = epochs;
        this.counted = counted;
        queue = new PublishQueue(node, () -> this.entry, epochs, sealer, outlet);
        publisher = new Publisher(node, queue);
    }

    @Override
    public boolean keeps() {
        return false;
    }

    @Override
    public PublishQueue queue() {
        return queue;
    }

    @Override
    public void changed(PipelineEntry now) {
        entry = now;
        queue.pump();
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
                        counted.gaps(),
                        Optional.empty(),
                        entry.settings()));
    }

    @Override
    public CompletionStage<Sent> publish(Content content) {
        return publisher.publish(entry, content);
    }

    @Override
    public CompletionStage<List<Sent>> publish(List<Content> contents, Optional<AwaitedCopies> copies) {
        return copies.isPresent()
                ? CompletableFuture.failedFuture(storesNothing())
                : publisher.publish(entry, contents);
    }

    @Override
    public CompletionStage<List<Produced>> publish(
            List<Content> contents, ProducerNumber first, OptionalLong behind, Optional<AwaitedCopies> copies) {
        return CompletableFuture.failedFuture(remembersNobody());
    }

    @Override
    public CompletionStage<Sent> publish(Content content, AwaitedCopies copies) {
        return CompletableFuture.failedFuture(storesNothing());
    }

    private PipesException storesNothing() {
        return new PipesException(
                PipesException.Code.INVALID_ARGUMENT,
                "'" + entry.name() + "' is a live pipeline, which stores nothing. Publish without waiting for it to be"
                        + " stored, or to a persistent pipeline.");
    }

    @Override
    public CompletionStage<Produced> publish(
            Content content, ProducerNumber number, OptionalLong behind, Optional<AwaitedCopies> copies) {
        return CompletableFuture.failedFuture(remembersNobody());
    }

    @Override
    public CompletionStage<Optional<ProducerState>> producer(String name) {
        return CompletableFuture.failedFuture(remembersNobody());
    }

    private PipesException remembersNobody() {
        return new PipesException(
                PipesException.Code.INVALID_ARGUMENT,
                "'" + entry.name()
                        + "' is a live pipeline, which remembers no producers. Publish without a number, or to a"
                        + " persistent pipeline.");
    }

    @Override
    public CompletionStage<Sent> publish(ContentSource source) {
        return publisher.publish(entry, source, null, Optional.empty());
    }

    @Override
    public CompletionStage<MessageDraft> draft(String contentType) {
        return publisher.draft(() -> entry, contentType, null);
    }

    @Override
    public Flow.Publisher<Message> messages(From from) {
        if (!(from instanceof From.Now)) {
            throw keepsNothing();
        }
        return counted.subscribers().publisher(message -> true);
    }

    @Override
    public Flow.Publisher<Message> history(From from) {
        throw keepsNothing();
    }

    @Override
    public Flow.Publisher<Message> history(From from, Order order) {
        throw keepsNothing();
    }

    @Override
    public Flow.Publisher<Message> newest(int count, Before before) {
        throw keepsNothing();
    }

    @Override
    public Flow.Publisher<SyncProgress> progress() {
        throw keepsNothing();
    }

    @Override
    public Cursor cursor(String name) {
        throw keepsNothing();
    }

    @Override
    public CompletionStage<List<String>> cursors() {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public ReplicatedState state() {
        throw new PipesException(
                PipesException.Code.INVALID_ARGUMENT,
                "'" + entry.name() + "' is a live pipeline, which keeps nothing. State needs a persistent one.");
    }

    private PipesException keepsNothing() {
        return new PipesException(
                PipesException.Code.INVALID_ARGUMENT,
                "'" + entry.name() + "' is a live pipeline, which keeps nothing: it can only be read from now on.");
    }
}
