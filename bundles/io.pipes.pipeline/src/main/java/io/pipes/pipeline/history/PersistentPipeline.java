// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

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
import io.pipes.api.pipeline.StoredAt;
import io.pipes.api.pipeline.SyncProgress;
import io.pipes.api.state.ReplicatedState;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.OnLoop;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.epoch.Epoch;
import io.pipes.pipeline.epoch.EpochKeeper;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.pipeline.packet.LargeContents;
import io.pipes.pipeline.publish.OpenPipeline;
import io.pipes.pipeline.publish.PublishQueue;
import io.pipes.pipeline.publish.Publisher;
import io.pipes.pipeline.state.PipelineState;
import io.pipes.spi.local.AwaitedCopies;
import io.pipes.spi.local.Produced;
import io.pipes.spi.local.ProducerNumber;
import io.pipes.spi.local.ProducerState;
import io.pipes.spi.node.NodeContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.BiFunction;

/** A pipeline whose packets are kept. */
final class PersistentPipeline implements OpenPipeline {
    private final NodeContext node;
    private final History history;
    private final EpochKeeper epochs;
    private final PublishQueue queue;
    private final Publisher publisher;
    private final Cursors cursors;
    private final PipelineState state;

    private final LargeContents large;

    PersistentPipeline(
            NodeContext node,
            History history,
            EpochKeeper epochs,
            HybridClock clock,
            PublishQueue queue,
            LargeContents large) {
        this.large = large;
        this.node = node;
        this.history = history;
        this.epochs = epochs;
        this.queue = queue;
        publisher = new Publisher(node, queue);
        cursors = new Cursors(node.store(), history.routeTag());
        state = new PipelineState(
                node,
                new HistoryOperations(history),
                clock,
                history.routeTag(),
                operation -> publisher.publishAnyType(history.pipeline(), operation));
        history.followedBy(new StateFollower());
    }

    /** Tells the state what there is to read. */
    private final class StateFollower implements Follower {
        @Override
        public void grown(NodeId author) {
            state.grown(author);
        }

        @Override
        public void revised() {
            state.look();
        }

        @Override
        public void mended() {
            state.mended();
        }

        @Override
        public CompletionStage<Void> withdrawing() {
            return state.forget();
        }

        @Override
        public void withdrawn() {
            state.readAgain();
        }
    }

    @Override
    public boolean keeps() {
        return true;
    }

    @Override
    public PublishQueue queue() {
        return queue;
    }

    @Override
    public CompletionStage<Void> finish() {
        return queue.finish().thenCompose(published -> state.finish());
    }

    @Override
    public void changed(PipelineEntry now) {
        history.changed(now);
        queue.pump();
    }

    @Override
    public PipelineInfo info() {
        return OnLoop.get(node.loop(), () -> {
            PipelineEntry entry = history.pipeline();
            return new PipelineInfo(
                    entry.id(),
                    entry.name(),
                    entry.kind(),
                    entry.creator(),
                    Optional.empty(),
                    epochs.usable(entry).map(Epoch::id).map(EpochId::toString),
                    queue.published(),
                    history.received(),
                    0,
                    Optional.of(new PipelineInfo.Kept(
                            entry.history(),
                            entry.retention(),
                            history.chains().packets(),
                            history.chains().bytes(),
                            history.last(),
                            history.copies().all(),
                            history.forked(),
                            large.state(history.routeTag()))),
                    entry.settings());
        });
    }

    @Override
    public CompletionStage<Sent> publish(Content content) {
        return content.bytes().size() > Content.MAX_BYTES
                ? publish(ContentSource.of(content))
                : publisher.publish(history.pipeline(), content);
    }

    @Override
    public CompletionStage<List<Sent>> publish(List<Content> contents, Optional<AwaitedCopies> copies) {
        return OnLoop.inTurn(node.loop(), () -> {
            copies.map(AwaitedCopies::wanted).ifPresent(this::checkMembers);
            return lastStored(publisher.publishNow(history.pipeline(), contents), copies, Sent::storedAt);
        });
    }

    @Override
    public CompletionStage<List<Produced>> publish(
            List<Content> contents, ProducerNumber first, OptionalLong behind, Optional<AwaitedCopies> copies) {
        Publisher.check(contents);
        return OnLoop.inTurn(node.loop(), () -> {
            copies.map(AwaitedCopies::wanted).ifPresent(this::checkMembers);
            return lastStored(numbered(contents, first, behind), copies, Produced::storedAt);
        });
    }

    private CompletionStage<List<Produced>> numbered(
            List<Content> contents, ProducerNumber first, OptionalLong behind) {
        return queue.together(() -> {
            List<CompletionStage<Produced>> all = new ArrayList<>(contents.size());
            OptionalLong before = behind;
            for (Content content : contents) {
                ProducerNumber number = first.plus(all.size());
                all.add(history.repeats().publish(number, before, () -> publish(content, number, true)));
                before = OptionalLong.of(number.number());
            }
            return Publisher.all(all);
        });
    }

    /** Who waits for copies hears of them with the last one. */
    private <T> CompletionStage<List<T>> lastStored(
            CompletionStage<List<T>> published, Optional<AwaitedCopies> copies, BiFunction<T, Integer, T> storedAt) {
        return copies.isEmpty()
                ? published
                : published.thenCompose(all -> await(copies.get()).thenApply(nodes -> {
                    List<T> told = new ArrayList<>(all);
                    told.set(all.size() - 1, storedAt.apply(all.get(all.size() - 1), nodes));
                    return told;
                }));
    }

    @Override
    public CompletionStage<Sent> publish(Content content, AwaitedCopies copies) {
        return OnLoop.inTurn(node.loop(), () -> {
            checkMembers(copies.wanted());
            return publisher
                    .publishNow(history.pipeline(), content, Optional.empty())
                    .thenCompose(sent -> await(copies).thenApply(sent::storedAt));
        });
    }

    private void checkMembers(StoredAt wanted) {
        int members = node.membership().members().size();
        if (wanted.nodes() > members) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "The message cannot be stored at " + wanted.nodes() + " nodes: the network has " + members
                            + ". Nothing was published; ask for fewer.");
        }
    }

    /** What is durable when the publisher hears of it is its message, or one behind it. */
    private CompletionStage<Integer> await(AwaitedCopies copies) {
        return history.confirmations().await(history.own().last(), copies);
    }

    @Override
    public CompletionStage<Produced> publish(
            Content content, ProducerNumber number, OptionalLong behind, Optional<AwaitedCopies> copies) {
        return OnLoop.inTurn(node.loop(), () -> {
            copies.map(AwaitedCopies::wanted).ifPresent(this::checkMembers);
            CompletionStage<Produced> published =
                    history.repeats().publish(number, behind, () -> publish(content, number, copies.isPresent()));
            return copies.isPresent()
                    ? published.thenCompose(produced -> await(copies.get()).thenApply(produced::storedAt))
                    : published;
        });
    }

    /** @param small whether it may not be above what a packet holds */
    private CompletionStage<Sent> publish(Content content, ProducerNumber number, boolean small) {
        return small || content.bytes().size() <= Content.MAX_BYTES
                ? publisher.publishNow(history.pipeline(), content, Optional.of(number))
                : publisher.publish(history.pipeline(), ContentSource.of(content), large, Optional.of(number));
    }

    @Override
    public CompletionStage<Optional<ProducerState>> producer(String name) {
        ProducerNumber.checkName(name);
        return OnLoop.compose(node.loop(), () -> history.repeats().state(name));
    }

    @Override
    public CompletionStage<Sent> publish(ContentSource source) {
        return publisher.publish(history.pipeline(), source, large, Optional.empty());
    }

    @Override
    public CompletionStage<MessageDraft> draft(String contentType) {
        return publisher.draft(history::pipeline, contentType, large);
    }

    @Override
    public Flow.Publisher<Message> messages(From from) {
        return history.readers().publisher(() -> history.readers().find(from), false);
    }

    @Override
    public Flow.Publisher<Message> history(From from) {
        return history.readers().publisher(() -> history.readers().find(from), true);
    }

    @Override
    public Flow.Publisher<Message> history(From from, Order order) {
        return order == Order.ARRIVAL ? history(from) : history.display().publisher(from);
    }

    @Override
    public Flow.Publisher<Message> newest(int count, Before before) {
        if (count < 1 || count > MAX_NEWEST) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "At least one message is read, and at most " + MAX_NEWEST + ".");
        }
        return history.display().newest(count, before);
    }

    @Override
    public Flow.Publisher<SyncProgress> progress() {
        return history.progress().publisher();
    }

    @Override
    public Cursor cursor(String name) {
        Cursors.check(name);
        return new StoredCursor(history, cursors, name);
    }

    @Override
    public CompletionStage<List<String>> cursors() {
        return cursors.names();
    }

    @Override
    public ReplicatedState state() {
        PipelineEntry entry = history.pipeline();
        if (!entry.complete()) {
            // Who joins later would miss what is gone, and see another state for ever.
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "'" + entry.name()
                            + "' does not keep everything, or did not always. State needs a pipeline that does.");
        }
        return state;
    }
}
