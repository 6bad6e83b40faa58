// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.api.pipeline.PipelineKind;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.id.PacketId;
import io.pipes.pipeline.catalog.PipelineCatalog;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.epoch.EpochBook;
import io.pipes.pipeline.flow.Subscribers;
import io.pipes.pipeline.packet.Contents;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketHeader;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Opens packets this node may read and hands their messages to the subscribers of their pipelines. */
final class Delivery {
    private final NodeContext node;
    private final PipelineCatalog catalog;
    private final EpochBook epochs;
    private final HybridClock clock;
    private final Held held;
    private final Map<Bytes, Counted> pipelines = new HashMap<>();

    Delivery(NodeContext node, PipelineCatalog catalog, EpochBook epochs, HybridClock clock) {
        this.node = node;
        this.catalog = catalog;
        this.epochs = epochs;
        this.clock = clock;
        held = new Held(node.clock());
    }

    /** The subscribers of one pipeline and what was counted for it. */
    static final class Counted {
        private final Subscribers subscribers;
        private long received;
        private long gaps;

        private Counted(Subscribers subscribers) {
            this.subscribers = subscribers;
        }

        Subscribers subscribers() {
            return subscribers;
        }

        long received() {
            return received;
        }

        long gaps() {
            return gaps;
        }
    }

    Counted of(Bytes routeTag) {
        return pipelines.computeIfAbsent(routeTag, none -> new Counted(new Subscribers(node.loop(), () -> {})));
    }

    void missed(Bytes routeTag, long packets) {
        Counted counted = pipelines.get(routeTag);
        if (counted != null) {
            counted.gaps += packets;
        }
    }

    void deliver(Packet packet) {
        clock.observe(packet.header().hlc());
        Optional<PipelineEntry> pipeline = catalog.byTag(packet.header().routeTag());
        if (pipeline.isPresent() && (isKept(pipeline.get(), packet) || !isReader(pipeline.get()))) {
            return;
        }
        Optional<Secret> secret = pipeline.flatMap(
                entry -> epochs.secret(entry.id(), packet.header().epoch()));
        if (secret.isEmpty()) {
            held.add(packet);
            return;
        }
        open(pipeline.get(), packet, secret.get());
    }

    /**
     * A pipeline that was live until a moment ago still has live packets under way, of those who had not heard: they are sealed under epochs
     * from before.
     */
    private boolean isKept(PipelineEntry pipeline, Packet packet) {
        return pipeline.kind() == PipelineKind.PERSISTENT
                && epochs.isRenewed(pipeline, packet.header().epoch());
    }

    /** Tries again what could not be read: a pipeline or an epoch has become known. */
    void retryHeld() {
        held.takeAll().forEach(this::deliver);
    }

    /** Those that wait for what makes them readable. */
    Set<PacketId> held() {
        return held.ids();
    }

    private boolean isReader(PipelineEntry pipeline) {
        return node.membership().member(node.id()).filter(pipeline::readableBy).isPresent();
    }

    /** Without subscribers nobody pays for what nobody reads. */
    private void open(PipelineEntry pipeline, Packet packet, Secret secret) {
        PacketHeader header = packet.header();
        Counted counted = of(header.routeTag());
        try {
            if (counted.subscribers.size() > 0) {
                String author = node.membership()
                        .member(header.author())
                        .map(Member::name)
                        .orElse("");
                Instant now = Instant.ofEpochMilli(node.clock().wallMillis());
                Contents.open(node.suite(), secret, packet, pipeline.name(), author, now, null)
                        .forEach(counted.subscribers::deliver);
            }
            counted.received++;
        } catch (MalformedException unreadable) {
            missed(header.routeTag(), 1);
        }
    }

    int subscribers() {
        return pipelines.values().stream()
                .mapToInt(counted -> counted.subscribers.size())
                .sum();
    }

    void stop() {
        pipelines.values().forEach(counted -> counted.subscribers.close());
    }
}
