// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.api.pipeline.Before;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.Order;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.api.pipeline.Retention;
import io.pipes.api.pipeline.StoredAt;
import io.pipes.api.pipeline.SyncProgress;
import io.pipes.base.Bytes;
import io.pipes.base.id.PacketId;
import io.pipes.base.id.PipelineId;
import io.pipes.spi.local.AwaitedCopies;
import io.pipes.spi.local.LocalPipelines;
import io.pipes.spi.local.Produced;
import io.pipes.spi.local.ProducerNumber;
import io.pipes.spi.local.ProducerState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A pipeline that remembers what it was asked for. */
final class SamplePipeline extends UnusedPipeline {
    /** Where what was kept last stands. */
    Optional<From.After> last = Optional.empty();

    static final PacketId PACKET = PacketId.of(Bytes.wrap(new byte[PacketId.SIZE]));

    static final SyncProgress PROGRESS =
            new SyncProgress(800, 400, true, List.of(new SyncProgress.Peer(SampleState.SELF, 1_200, false)));

    /** What publishers wanted, one entry for each message. */
    final List<Optional<StoredAt>> published = new ArrayList<>();

    /** Who waits for other nodes, last. */
    AwaitedCopies awaited;

    /** Whether that one waits no longer. */
    boolean givenUp;

    /** Whether no other node is there that could store anything. */
    boolean away;

    /** What was published. */
    final List<Content> contents = new ArrayList<>();

    /** What readers wanted. */
    final List<String> read = new ArrayList<>();

    final List<Flow.Subscriber<? super Message>> readers = new ArrayList<>();

    private final Map<String, SortedSet<Long>> numbers = new TreeMap<>();

    /** A network's pipelines of which one is called {@code notes} and is this one. */
    LocalPipelines pipelines() {
        return new OnePipeline("notes", this);
    }

    /** One that keeps what is published. */
    @Override
    public PipelineInfo info() {
        return new PipelineInfo(
                PipelineId.of(Bytes.wrap(new byte[PipelineId.SIZE])),
                "notes",
                PipelineKind.PERSISTENT,
                SampleState.SELF,
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                0,
                Optional.of(new PipelineInfo.Kept(
                        HistoryPolicy.FULL,
                        Retention.ALL,
                        0,
                        0,
                        last,
                        new TreeMap<>(),
                        new TreeSet<>(),
                        new PipelineInfo.Contents(3, 2, 1))),
                PipelineSettings.DEFAULT);
    }

    @Override
    public CompletionStage<Sent> publish(Content content) {
        published.add(Optional.empty());
        contents.add(content);
        return CompletableFuture.completedFuture(sent());
    }

    @Override
    public CompletionStage<Sent> publish(Content content, AwaitedCopies copies) {
        published.add(Optional.of(copies.wanted()));
        awaited = copies;
        CompletableFuture<Sent> sent = new CompletableFuture<>();
        copies.whenGivenUp(() -> {
            givenUp = true;
            sent.complete(sent().storedAt(copies.nodes()));
        });
        if (!away) {
            sent.complete(sent().storedAt(copies.wanted().nodes() + 1));
        }
        return sent;
    }

    @Override
    public CompletionStage<List<Sent>> publish(List<Content> all, Optional<AwaitedCopies> copies) {
        List<Sent> before = new ArrayList<>();
        all.subList(0, all.size() - 1)
                .forEach(content ->
                        before.add(publish(content).toCompletableFuture().join()));
        Content last = all.get(all.size() - 1);
        return copies.map(awaiting -> publish(last, awaiting))
                .orElseGet(() -> publish(last))
                .thenApply(sent -> {
                    before.add(sent);
                    return before;
                });
    }

    private static Sent sent() {
        CompletionStage<Receipt> stored = CompletableFuture.completedFuture(Receipt.STORED);
        return new Sent(new MessageName.Published(PACKET, 0), Optional.of(PACKET), Receipt.STORED, stored);
    }

    @Override
    public Flow.Publisher<Message> messages(From from) {
        return read("what comes from " + from);
    }

    @Override
    public Flow.Publisher<Message> history(From from) {
        return history(from, Order.ARRIVAL);
    }

    @Override
    public Flow.Publisher<Message> history(From from, Order order) {
        return read(order + " from " + from);
    }

    @Override
    public Flow.Publisher<Message> newest(int count, Before before) {
        return read("newest " + count + (before == Before.END ? "" : " before " + before));
    }

    /** The only one of a packet. */
    static Message message(long seq) {
        return new Message(
                new MessageName.Published(PACKET, 0),
                Optional.of(PACKET),
                0,
                Optional.of("notes"),
                SampleState.SELF,
                "north",
                seq,
                Instant.EPOCH,
                Instant.EPOCH,
                Content.TEXT,
                Bytes.utf8("milk"));
    }

    @Override
    public CompletionStage<List<Produced>> publish(
            List<Content> all, ProducerNumber first, OptionalLong behind, Optional<AwaitedCopies> copies) {
        List<Produced> produced = new ArrayList<>();
        all.forEach(content -> produced.add(publish(content, first.plus(produced.size()), behind, copies)
                .toCompletableFuture()
                .join()));
        return CompletableFuture.completedFuture(produced);
    }

    @Override
    public CompletionStage<Produced> publish(
            Content content, ProducerNumber number, OptionalLong behind, Optional<AwaitedCopies> awaiting) {
        int copies = awaiting.isPresent() ? 3 : 1;
        if (!numbers.computeIfAbsent(number.producer(), none -> new TreeSet<>()).add(number.number())) {
            return CompletableFuture.completedFuture(new Produced(Optional.empty(), true, copies));
        }
        contents.add(content);
        MessageName.Published message = new MessageName.Published(PACKET, contents.size() - 1);
        return CompletableFuture.completedFuture(new Produced(Optional.of(message), false, copies));
    }

    @Override
    public CompletionStage<Optional<ProducerState>> producer(String name) {
        return CompletableFuture.completedFuture(Optional.ofNullable(numbers.get(name))
                .map(all -> new ProducerState(
                        all.last(),
                        all.stream()
                                .map(number -> new ProducerState.Range(number, number))
                                .toList())));
    }

    private Flow.Publisher<Message> read(String what) {
        read.add(what);
        return subscriber -> {
            readers.add(subscriber);
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long count) {}

                @Override
                public void cancel() {}
            });
        };
    }

    @Override
    public Flow.Publisher<SyncProgress> progress() {
        return subscriber -> {
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long count) {}

                @Override
                public void cancel() {}
            });
            subscriber.onNext(PROGRESS);
        };
    }
}
