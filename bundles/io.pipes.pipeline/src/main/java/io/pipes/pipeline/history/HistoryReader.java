// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.message.Message;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.id.PacketId;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.epoch.EpochBook;
import io.pipes.pipeline.packet.Contents;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.storage.StoredEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads packets of a pipeline from the store and opens them, a page at a time: read on the store's threads, decoded and opened on workers,
 * handed out on the node's loop.
 */
final class HistoryReader {
    /** Packets of a page; a page ends earlier at 4 MiB. */
    private static final int PAGE = 256;

    private final NodeContext node;
    private final HistoryStore store;
    private final EpochBook epochs;

    HistoryReader(NodeContext node, HistoryStore store, EpochBook epochs) {
        this.node = node;
        this.store = store;
        this.epochs = epochs;
    }

    /**
     * A packet on its way to a reader.
     *
     * @param secret of its epoch
     * @param author the name of its author
     */
    private record Sealed(Packet packet, Secret secret, String author, Instant came) {}

    /** Where packets lie that were decoded. */
    private record Decoded(Packet packet, Instant came) {}

    /** What comes behind a position; a page without an end of its own, {@code after}, if there is nothing. */
    CompletionStage<Page> page(PipelineEntry pipeline, long after) {
        return store.scan(after, PAGE).thenCompose(entries -> {
            if (entries.isEmpty()) {
                return CompletableFuture.completedFuture(new Page(after, List.of()));
            }
            long end = entries.get(entries.size() - 1).position();
            return CompletableFuture.supplyAsync(() -> decode(entries), node.workers())
                    .thenApplyAsync(packets -> find(pipeline, packets), node.loop())
                    .thenApplyAsync(readable -> open(pipeline, readable), node.workers())
                    .thenApplyAsync(messages -> new Page(end, messages), node.loop());
        });
    }

    /** The position of a packet; looks through all there is. */
    CompletionStage<Optional<Long>> find(PacketId id) {
        return find(id, -1);
    }

    private CompletionStage<Optional<Long>> find(PacketId id, long after) {
        return store.scan(after, PAGE).thenCompose(entries -> {
            if (entries.isEmpty()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            long end = entries.get(entries.size() - 1).position();
            return CompletableFuture.supplyAsync(() -> find(id, entries), node.workers())
                    .thenComposeAsync(
                            found -> found.isPresent() ? CompletableFuture.completedFuture(found) : find(id, end),
                            node.loop());
        });
    }

    private Optional<Long> find(PacketId id, List<StoredEntry> entries) {
        return entries.stream()
                .filter(entry -> decode(List.of(entry)).stream()
                        .anyMatch(decoded -> decoded.packet().id().equals(id)))
                .map(StoredEntry::position)
                .findFirst();
    }

    private List<Decoded> decode(List<StoredEntry> entries) {
        List<Decoded> packets = new ArrayList<>(entries.size());
        for (StoredEntry entry : entries) {
            Bytes stored = entry.value();
            try {
                Packet packet = Packet.decode(node.suite(), StoredPacket.encoded(stored));
                packets.add(new Decoded(packet, Instant.ofEpochMilli(StoredPacket.cameMillis(stored))));
            } catch (MalformedException otherVersion) {
                // Written by a version that knew more: as good as a packet of an epoch that this node cannot open.
                continue;
            }
        }
        return packets;
    }

    private List<Sealed> find(PipelineEntry pipeline, List<Decoded> packets) {
        List<Sealed> readable = new ArrayList<>(packets.size());
        packets.forEach(decoded -> find(pipeline, decoded).ifPresent(readable::add));
        return readable;
    }

    private Optional<Sealed> find(PipelineEntry pipeline, Decoded decoded) {
        Packet packet = decoded.packet();
        boolean reader =
                node.membership().member(node.id()).filter(pipeline::readableBy).isPresent();
        return epochs.secret(pipeline.id(), packet.header().epoch())
                .filter(secret -> reader)
                .map(secret -> new Sealed(packet, secret, authorOf(packet), decoded.came()));
    }

    private String authorOf(Packet packet) {
        return node.membership()
                .member(packet.header().author())
                .map(Member::name)
                .orElse("");
    }

    private List<Message> open(PipelineEntry pipeline, List<Sealed> packets) {
        List<Message> messages = new ArrayList<>();
        packets.forEach(packet -> messages.addAll(open(pipeline, packet)));
        return messages;
    }

    /** Its messages, none if it cannot be read. */
    private List<Message> open(PipelineEntry pipeline, Sealed readable) {
        try {
            return Contents.open(
                    node.suite(),
                    readable.secret(),
                    readable.packet(),
                    pipeline.name(),
                    readable.author(),
                    readable.came());
        } catch (MalformedException unreadable) {
            // A member sealed nonsense: there is nothing in it for anybody.
            return List.of();
        }
    }

    /** A packet that has just come, on the loop. */
    List<Message> open(PipelineEntry pipeline, Packet packet, long cameMillis) {
        return find(pipeline, new Decoded(packet, Instant.ofEpochMilli(cameMillis)))
                .map(readable -> open(pipeline, readable))
                .orElse(List.of());
    }
}
