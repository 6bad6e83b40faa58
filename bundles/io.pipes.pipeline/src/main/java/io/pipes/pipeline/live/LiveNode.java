// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.api.PipesException;
import io.pipes.api.pipeline.Pipelines;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.pipeline.catalog.PipelineCatalog;
import io.pipes.pipeline.epoch.EpochBook;
import io.pipes.pipeline.epoch.EpochKeeper;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.MembershipListener;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Pipelines on one node: puts the parts together and listens to the membership log for them. */
public final class LiveNode implements MembershipListener {
    /** How long a replacement waits for links to take what publishers handed in. */
    private static final Duration DRAIN_PATIENCE = Duration.ofMillis(1_000);

    private static final int MAX_STATE_BYTES = 1 << 20;

    private final NodeContext node;
    private final PipelineCatalog catalog;
    private final EpochBook book;
    private final EpochKeeper epochs;
    private final Delivery delivery;
    private final Streams streams;
    private final PacketMaker maker;
    private final Broadcast broadcast;
    private final LivePipelines pipelines;

    public LiveNode(NodeContext node) {
        this.node = node;
        catalog = new PipelineCatalog(node);
        book = new EpochBook(node);
        epochs = new EpochKeeper(node, book);
        HybridClock clock = new HybridClock(node.clock());
        delivery = new Delivery(node, catalog, book, clock);
        streams = new Streams(node, delivery);
        maker = new PacketMaker(node, clock, new InOrder(node.workers()), delivery);
        Checks checks = new Checks(node, catalog, new InOrder(node.workers()));
        broadcast = new Broadcast(node, checks, streams, this::pump);
        pipelines = new LivePipelines(node, catalog, epochs, maker, broadcast, delivery);
        catalog.all().forEach(epochs::check);
    }

    public Pipelines facet() {
        return pipelines;
    }

    public Protocol protocol() {
        return Broadcast.PROTOCOL;
    }

    public ExchangeHandler handler() {
        return broadcast;
    }

    /** Lets packets out; those that publishers handed in before have waited. */
    public void begin() {
        broadcast.begin();
    }

    /** Subscribers of all pipelines together. */
    public int subscribers() {
        return delivery.subscribers();
    }

    private void pump() {
        pipelines.pump();
    }

    @Override
    public void joined(Member member) {
        look();
    }

    @Override
    public void changed(Member before, Member now) {
        look();
    }

    @Override
    public void removed(Member member) {
        book.reload();
        if (member.id().equals(node.id())) {
            PipesException removed = new PipesException(
                    PipesException.Code.REVOKED,
                    "This node was removed from the network. Ask an admin for a new invitation.");
            pipelines.opened().forEach(pipeline -> pipeline.queue().failAll(removed));
        }
        look();
    }

    @Override
    public void stated(Membership.Statement statement) {
        if (catalog.take(statement) | book.take(statement)) {
            delivery.retryHeld();
            look();
            pump();
        }
    }

    private void look() {
        catalog.all().forEach(epochs::check);
    }

    /** Lets publishers finish, then says what a successor must know. */
    public CompletionStage<Bytes> finish() {
        List<CompletableFuture<Void>> drains = pipelines.opened().stream()
                .map(pipeline -> pipeline.queue().drain(DRAIN_PATIENCE).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(drains.toArray(CompletableFuture[]::new)).thenApply(all -> {
            Bytes state = save();
            epochs.stop();
            broadcast.stop();
            delivery.stop();
            return state;
        });
    }

    private Bytes save() {
        return new CborWriter()
                .writeArray(2)
                .writeBytes(streams.save())
                .writeBytes(maker.save())
                .toBytes();
    }

    /** Goes on where a predecessor stopped. */
    public void resume(Bytes state) throws MalformedException {
        CborReader in = new CborReader(state);
        in.readArrayExactly(2);
        streams.restore(in.readBytes(MAX_STATE_BYTES));
        maker.restore(in.readBytes(MAX_STATE_BYTES));
        in.end();
    }
}
