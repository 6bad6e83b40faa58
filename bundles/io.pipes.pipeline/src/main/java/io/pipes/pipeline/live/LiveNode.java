// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.api.message.Message;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.PacketId;
import io.pipes.pipeline.catalog.PipelineCatalog;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.epoch.EpochBook;
import io.pipes.pipeline.epoch.EpochKeeper;
import io.pipes.pipeline.flow.Subscribers;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketType;
import io.pipes.pipeline.publish.InOrder;
import io.pipes.pipeline.publish.OpenPipeline;
import io.pipes.pipeline.publish.PacketSealer;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Protocol;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Live packets on one node: puts the parts together, and goes on where a predecessor stopped. */
public final class LiveNode {
    private static final Logger LOG = LoggerFactory.getLogger(LiveNode.class);

    private final NodeContext node;
    private final EpochKeeper epochs;
    private final Delivery delivery;
    private final Streams streams;
    private final LiveNumbers numbers;
    private final PacketSealer sealer;
    private final Broadcast broadcast;
    private final LiveHandover handover;
    private List<SavedPacket> saved = List.of();
    private int expectedSubscribers;

    /**
     * @param shared what all nodes of this process have
     * @param kept where packets of persistent pipelines go
     * @param roomToWrite runs when a publisher that waited may go on
     */
    public LiveNode(
            NodeContext node,
            SharedPackets shared,
            PipelineCatalog catalog,
            EpochBook book,
            EpochKeeper epochs,
            HybridClock clock,
            PacketSealer sealer,
            Arrivals kept,
            Runnable roomToWrite) {
        this.node = node;
        this.epochs = epochs;
        this.sealer = sealer;
        delivery = new Delivery(node, catalog, book, clock);
        streams = new Streams(node, delivery);
        numbers = new LiveNumbers(node);
        Checks checks = new Checks(node, catalog, new InOrder(node.workers()));
        broadcast = new Broadcast(node, shared, checks, streams, kept, roomToWrite);
        handover = new LiveHandover(node);
    }

    public Protocol protocol() {
        return Broadcast.PROTOCOL;
    }

    public ExchangeHandler handler() {
        return broadcast;
    }

    /** A pipeline for whoever uses it on this node. */
    public OpenPipeline pipeline(PipelineEntry entry) {
        Bytes tag = entry.routeTag();
        LiveOutlet outlet = new LiveOutlet(tag, numbers, broadcast, delivery);
        return new LivePipeline(node, entry, epochs, sealer, outlet, delivery.of(tag));
    }

    /**
     * A pipeline has become persistent: those who read it live on this node get what is kept as well, all of which was published since.
     *
     * @param kept from the start
     */
    public void goOn(PipelineEntry entry, Flow.Publisher<Message> kept) {
        Subscribers readers = delivery.of(entry.routeTag()).subscribers();
        if (readers.size() > 0) {
            kept.subscribe(new Relaying(readers));
        }
    }

    /** Whether this node's publishers should wait. */
    public boolean blocked() {
        return broadcast.blocked();
    }

    /** Sends a packet of this node that is kept to all who are linked now. */
    public void spread(Packet packet) {
        broadcast.publish(packet);
    }

    /** Tries again what could not be read: a pipeline or an epoch has become known. */
    public void retry() {
        delivery.retryHeld();
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
        return packet.header().type() == PacketType.LIVE
                && !packet.header().author().equals(node.id())
                && !streams.knows(packet);
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
            numbers.restore(left.maker());
            streams.resume(left.streams());
        } catch (MalformedException otherVersion) {
            LOG.warn(
                    "Another version of pipelines left something unreadable; what was published a moment ago may come twice");
        }
        saved = left.packets();
        broadcast.resume(saved);
        expectedSubscribers = left.process().equals(process) ? left.subscribers() : 0;
    }

    /** Completes when what has arrived was judged; nothing more may arrive. */
    public CompletionStage<Void> settle() {
        return broadcast.finish();
    }

    /** Leaves to a successor what it must know. To be called when nothing is under way any more. */
    public CompletionStage<Void> finish(String process) {
        int subscribers = Math.max(expectedSubscribers, delivery.subscribers());
        List<SavedPacket> kept = packets();
        broadcast.stop();
        CompletionStage<Void> left =
                handover.leave(new LiveHandover.Left(process, subscribers, numbers.save(), streams.finish(), kept));
        delivery.stop();
        return left;
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
