// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.api.PipesException;
import io.pipes.api.pipeline.Pipelines;
import io.pipes.base.MalformedException;
import io.pipes.base.id.PacketId;
import io.pipes.pipeline.catalog.PipelineCatalog;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.epoch.EpochBook;
import io.pipes.pipeline.epoch.EpochKeeper;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.MembershipListener;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Protocol;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pipelines on one node: puts the parts together and listens to the membership log for them. */
public final class LiveNode implements MembershipListener {
    private static final Logger LOG = LoggerFactory.getLogger(LiveNode.class);

    private final NodeContext node;
    private final PipelineCatalog catalog;
    private final EpochBook book;
    private final EpochKeeper epochs;
    private final Delivery delivery;
    private final Streams streams;
    private final PacketMaker maker;
    private final Broadcast broadcast;
    private final LivePipelines pipelines;
    private final LiveHandover handover;
    private List<SavedPacket> saved = List.of();
    private int expectedSubscribers;

    /** @param shared what all nodes of this process have */
    public LiveNode(NodeContext node, SharedPackets shared) {
        this.node = node;
        catalog = new PipelineCatalog(node);
        book = new EpochBook(node);
        epochs = new EpochKeeper(node, book);
        HybridClock clock = new HybridClock(node.clock());
        delivery = new Delivery(node, catalog, book, clock);
        streams = new Streams(node, delivery);
        maker = new PacketMaker(node, clock, new InOrder(node.workers()), delivery);
        Checks checks = new Checks(node, catalog, new InOrder(node.workers()));
        broadcast = new Broadcast(node, shared, checks, streams, this::pump);
        pipelines = new LivePipelines(node, catalog, epochs, maker, broadcast, delivery);
        handover = new LiveHandover(node);
    }

    /** Reads the membership log; what follows is heard. */
    public void readLog() {
        catalog.reload();
        book.reload();
        look();
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

    /** Whether those who listened to a predecessor in this process are back. */
    public boolean subscribersAreBack() {
        return delivery.subscribers() >= expectedSubscribers;
    }

    /** Lets packets out; those that publishers handed in before have waited. What a predecessor had not delivered goes first. */
    public void begin() {
        List<SavedPacket> left = saved;
        saved = List.of();
        expectedSubscribers = 0;
        left.stream().filter(SavedPacket::held).forEach(one -> delivery.deliver(one.packet()));
        left.stream().map(SavedPacket::packet).filter(this::isNews).forEach(streams::take);
        broadcast.begin();
    }

    private boolean isNews(Packet packet) {
        return !packet.header().author().equals(node.id()) && !streams.knows(packet);
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
        if (member.id().equals(node.id())) {
            PipesException removed = new PipesException(
                    PipesException.Code.REVOKED,
                    "This node was removed from the network. Ask an admin for a new invitation.");
            pipelines.opened().forEach(pipeline -> pipeline.queue().failAll(removed));
        }
        readLog();
    }

    @Override
    public void stated(Membership.Statement statement) {
        Optional<PipelineEntry> made = catalog.take(statement);
        Optional<PipelineEntry> spokenOf = book.take(statement).flatMap(catalog::byId);
        if (made.isPresent() || spokenOf.isPresent()) {
            delivery.retryHeld();
            made.ifPresent(epochs::check);
            spokenOf.ifPresent(epochs::check);
            pump();
        }
    }

    /** A change of members may make an epoch usable, or none. */
    private void look() {
        catalog.all().forEach(epochs::check);
        pump();
    }

    /**
     * Takes over what a predecessor left in the store, for {@link #begin}; nothing may arrive before this completes.
     *
     * @param process tells this process from others
     */
    public CompletionStage<Void> load(String process) {
        return handover.take().thenAccept(left -> left.ifPresent(found -> resume(found, process)));
    }

    private void resume(LiveHandover.Left left, String process) {
        try {
            maker.restore(left.maker());
            streams.resume(left.streams());
        } catch (MalformedException otherVersion) {
            LOG.warn(
                    "Another version of pipelines left something unreadable; what was published a moment ago may come twice");
        }
        saved = left.packets();
        broadcast.resume(saved);
        expectedSubscribers = left.process().equals(process) ? left.subscribers() : 0;
    }

    /** Lets what is under way end, then leaves to a successor what it must know. */
    public CompletionStage<Void> finish(String process) {
        int subscribers = Math.max(expectedSubscribers, delivery.subscribers());
        List<CompletableFuture<Void>> underway = new ArrayList<>();
        underway.add(broadcast.finish().toCompletableFuture());
        pipelines.opened().forEach(one -> underway.add(one.queue().finish().toCompletableFuture()));
        return CompletableFuture.allOf(underway.toArray(CompletableFuture[]::new))
                .thenCompose(done -> {
                    epochs.stop();
                    List<SavedPacket> kept = packets();
                    broadcast.stop();
                    CompletionStage<Void> left = handover.leave(
                            new LiveHandover.Left(process, subscribers, maker.save(), streams.finish(), kept));
                    delivery.stop();
                    return left;
                });
    }

    private List<SavedPacket> packets() {
        Set<PacketId> held = new HashSet<>(delivery.held());
        // One that is replaced before it began passes on what it was to deliver.
        saved.stream()
                .filter(SavedPacket::held)
                .forEach(one -> held.add(one.packet().id()));
        List<SavedPacket> packets = new ArrayList<>();
        broadcast
                .recent()
                .forEach((packet, age) -> packets.add(new SavedPacket(packet, age, held.contains(packet.id()))));
        return packets;
    }
}
