// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.message.Message;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PacketId;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.packet.Contents;
import io.pipes.pipeline.packet.LargeContents;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketHeader;
import io.pipes.pipeline.state.StateSource;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.storage.StoredEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * Reads packets of a pipeline from the store and opens them, a page at a time: read on the store's threads, decoded and opened on workers,
 * handed out on the node's loop.
 */
final class HistoryReader {
    /** Packets of a page; a page ends earlier at 4 MiB. */
    private static final int PAGE = 256;

    /** So many packets of one author are opened at once. */
    private static final int RUN = 256;

    private final NodeContext node;
    private final HistoryStore store;
    private final Readability readability;
    private final Predicate<Packet> counts;
    private final LargeContents large;

    /** @param counts whether a packet that lies there counts; asked on the loop */
    HistoryReader(
            NodeContext node,
            HistoryStore store,
            Readability readability,
            Predicate<Packet> counts,
            LargeContents large) {
        this.large = large;
        this.node = node;
        this.store = store;
        this.readability = readability;
        this.counts = counts;
    }

    /** A packet as it lies in the store. */
    private record Decoded(Packet packet, long position, long cameMillis) {}

    /**
     * A packet that can be opened.
     *
     * @param secret of its epoch
     * @param author the name of its author
     * @param preview whether it is not kept here yet
     */
    private record Readable(Packet packet, Secret secret, String author, Instant came, boolean preview) {}

    /**
     * What can be opened of a page, see {@link Page}.
     *
     * @param unread the epochs of packets that cannot be read
     */
    private record Found(long end, List<Readable> packets, Set<EpochId> unread, boolean held) {}

    /**
     * What comes behind a position; a page that ends there if there is nothing, or nothing that can be read yet.
     */
    CompletionStage<Page> page(PipelineEntry pipeline, long after) {
        return store.scan(after, PAGE).thenCompose(entries -> {
            if (entries.isEmpty()) {
                return CompletableFuture.completedFuture(new Page(after, List.of(), false));
            }
            long end = entries.get(entries.size() - 1).position();
            return CompletableFuture.supplyAsync(() -> decode(entries), node.workers())
                    .thenApplyAsync(packets -> find(pipeline, packets, after, end), node.loop())
                    .thenApplyAsync(
                            found -> new Page(found.end(), open(pipeline, found.packets()), found.held()),
                            node.workers());
        });
    }

    /**
     * A packet whose message has a key.
     *
     * @param place in order of display
     */
    record Keyed(String key, DisplayPlace place) {}

    /**
     * What has keys of a part of a history.
     *
     * @param end the position of its last packet
     * @param unread the epochs of packets that cannot be read
     */
    record KeyedPage(long end, List<Keyed> packets, Set<EpochId> unread) {}

    /**
     * The keys of what comes behind a position and came by a time; a page that ends there if there is nothing, or nothing that can be read
     * yet.
     *
     * @param millis by this node's clock
     */
    CompletionStage<KeyedPage> keyed(PipelineEntry pipeline, long after, long millis) {
        return store.scan(after, PAGE)
                .thenApplyAsync(
                        entries -> decode(entries).stream()
                                .takeWhile(one -> one.cameMillis() <= millis)
                                .toList(),
                        node.workers())
                .thenApplyAsync(
                        packets -> {
                            long end = packets.isEmpty()
                                    ? after
                                    : packets.get(packets.size() - 1).position();
                            return find(pipeline, packets, after, end);
                        },
                        node.loop())
                .thenApplyAsync(
                        found -> new KeyedPage(
                                found.end(),
                                found.packets().stream()
                                        .flatMap(packet -> keyed(pipeline, packet).stream())
                                        .toList(),
                                found.unread()),
                        node.workers());
    }

    /** The key of a packet that need not be on the disk; empty if it has none, or cannot be read. Called on the loop. */
    CompletionStage<Optional<Keyed>> keyed(PipelineEntry pipeline, Packet packet) {
        Optional<Readable> found =
                find(pipeline, new Decoded(packet, -1, node.clock().wallMillis()));
        return found.isEmpty()
                ? CompletableFuture.completedFuture(Optional.empty())
                : CompletableFuture.supplyAsync(() -> keyed(pipeline, found.get()), node.workers());
    }

    /** Whether packets of an epoch can be read. */
    boolean isReadable(PipelineEntry pipeline, EpochId epoch) {
        return readability.isReadable(pipeline, epoch);
    }

    private Optional<Keyed> keyed(PipelineEntry pipeline, Readable readable) {
        Packet packet = readable.packet();
        PacketHeader header = packet.header();
        DisplayPlace place = new DisplayPlace(
                header.hlc(), header.author(), header.seq(), packet.encoded().size());
        return open(pipeline, readable).stream()
                .flatMap(message -> message.key().stream())
                .map(key -> new Keyed(key, place))
                .findFirst();
    }

    private Found find(PipelineEntry pipeline, List<Decoded> packets, long after, long end) {
        List<Readable> readable = new ArrayList<>(packets.size());
        Set<EpochId> unread = new TreeSet<>();
        long before = after;
        for (Decoded one : packets) {
            if (one.packet().isStub()) {
                before = one.position();
                continue;
            }
            Optional<Readable> found = find(pipeline, one);
            if (found.isEmpty() && counts.test(one.packet())) {
                if (readability.mayChange(pipeline, one.packet(), one.cameMillis())) {
                    return new Found(before, readable, unread, true);
                }
                unread.add(one.packet().header().epoch());
            }
            found.ifPresent(readable::add);
            before = one.position();
        }
        return new Found(end, readable, unread, false);
    }

    /**
     * What comes behind a packet of an author, up to about 1 MiB, or which packets are damaged there.
     *
     * @param end the number of the last one that there is and counts
     */
    CompletionStage<StateSource.Run> next(PipelineEntry pipeline, NodeId author, long after, long end) {
        int most = (int) Math.min(RUN, end - after);
        return store.storedRun(author, after + 1, most)
                .thenCompose(stored -> stored.isEmpty()
                        ? store.missing(author, after + 1, most).thenApply(missing -> damaged(after, missing))
                        : open(pipeline, after, stored));
    }

    /** Of the packets that are not there, those before the next one that is. */
    private static StateSource.Run damaged(long after, List<Long> missing) {
        List<Long> first = new ArrayList<>();
        missing.stream().takeWhile(seq -> seq == after + 1 + first.size()).forEach(first::add);
        return new StateSource.Run(after + first.size(), List.of(), Set.of(), first, false);
    }

    private CompletionStage<StateSource.Run> open(PipelineEntry pipeline, long after, List<Bytes> stored) {
        return CompletableFuture.supplyAsync(() -> decodeRun(after, stored), node.workers())
                .thenApplyAsync(packets -> findCounting(pipeline, packets, after, after + stored.size()), node.loop())
                .thenApplyAsync(
                        found -> new StateSource.Run(
                                found.end(), open(pipeline, found.packets()), found.unread(), List.of(), found.held()),
                        node.workers());
    }

    /**
     * The messages of each of some packets, in this order; none of those that are damaged, do not count, or cannot be opened now.
     *
     * @param glimpse packets that need not be on the disk
     */
    CompletionStage<List<List<Message>>> messages(PipelineEntry pipeline, List<DisplayPlace> places, Glimpse glimpse) {
        return store.all(places)
                .thenCompose(stored -> CompletableFuture.supplyAsync(() -> decodeAll(stored), node.workers()))
                .thenApplyAsync(packets -> readable(pipeline, places, packets, glimpse), node.loop())
                .thenApplyAsync(
                        packets -> packets.stream()
                                .map(packet ->
                                        packet.map(one -> open(pipeline, one)).orElse(List.of()))
                                .toList(),
                        node.workers())
                .thenApplyAsync(messages -> messages, node.loop());
    }

    private List<Optional<Readable>> readable(
            PipelineEntry pipeline, List<DisplayPlace> places, List<Optional<Decoded>> packets, Glimpse glimpse) {
        List<Optional<Readable>> readable = new ArrayList<>(places.size());
        for (int i = 0; i < places.size(); i++) {
            Optional<Decoded> stored = packets.get(i);
            readable.add(
                    stored.isPresent()
                            ? find(pipeline, stored.get())
                            : glimpse.packet(places.get(i)).flatMap(packet -> shown(pipeline, packet)));
        }
        return readable;
    }

    /** One that is not kept yet came just now, and is told as what it is. */
    private Optional<Readable> shown(PipelineEntry pipeline, Packet packet) {
        return Optional.of(packet)
                .filter(whole -> !whole.isStub())
                .flatMap(whole -> readability.secret(pipeline, whole))
                .map(secret -> new Readable(
                        packet,
                        secret,
                        authorOf(packet),
                        Instant.ofEpochMilli(node.clock().wallMillis()),
                        true));
    }

    private List<Optional<Decoded>> decodeAll(List<Optional<Bytes>> stored) {
        return stored.stream()
                .map(one -> one.flatMap(packet -> decode(packet, -1)))
                .toList();
    }

    /** What does not count by now is not read: it may count again. */
    private Found findCounting(PipelineEntry pipeline, List<Decoded> packets, long after, long end) {
        List<Decoded> counting =
                packets.stream().takeWhile(one -> counts.test(one.packet())).toList();
        long last =
                counting.isEmpty() ? after : counting.get(counting.size() - 1).position();
        return find(pipeline, counting, after, counting.size() == packets.size() ? end : last);
    }

    /** Their places are their numbers. */
    private List<Decoded> decodeRun(long after, List<Bytes> stored) {
        List<Decoded> packets = new ArrayList<>(stored.size());
        for (int i = 0; i < stored.size(); i++) {
            decode(stored.get(i), after + 1 + i).ifPresent(packets::add);
        }
        return packets;
    }

    private Optional<Readable> find(PipelineEntry pipeline, Decoded one) {
        Packet packet = one.packet();
        return Optional.of(packet)
                .filter(whole -> !whole.isStub())
                .flatMap(whole -> readability.secret(pipeline, whole))
                .filter(secret -> counts.test(packet))
                .map(secret ->
                        new Readable(packet, secret, authorOf(packet), Instant.ofEpochMilli(one.cameMillis()), false));
    }

    private String authorOf(Packet packet) {
        return node.membership()
                .member(packet.header().author())
                .map(Member::name)
                .orElse("");
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
        return decode(entries).stream()
                .filter(one -> one.packet().id().equals(id))
                .map(Decoded::position)
                .findFirst();
    }

    private List<Decoded> decode(List<StoredEntry> entries) {
        return entries.stream()
                .flatMap(entry -> decode(entry.value(), entry.position()).stream())
                .toList();
    }

    /** Empty if a version wrote it that knew more: as good as a packet of an epoch that this node cannot open. */
    private Optional<Decoded> decode(Bytes stored, long position) {
        try {
            Packet packet = Packet.decodeOrStub(node.suite(), StoredPacket.encoded(stored));
            return Optional.of(new Decoded(packet, position, StoredPacket.cameMillis(stored)));
        } catch (MalformedException otherVersion) {
            return Optional.empty();
        }
    }

    private List<Message> open(PipelineEntry pipeline, List<Readable> packets) {
        List<Message> messages = new ArrayList<>();
        packets.forEach(packet -> messages.addAll(open(pipeline, packet)));
        return messages;
    }

    /** Its messages, none if there is nothing in it for anybody. */
    private List<Message> open(PipelineEntry pipeline, Readable packet) {
        try {
            List<Message> messages = Contents.open(
                    node.suite(),
                    packet.secret(),
                    packet.packet(),
                    pipeline.name(),
                    packet.author(),
                    packet.came(),
                    large);
            return packet.preview() ? messages.stream().map(Message::asPreview).toList() : messages;
        } catch (MalformedException nonsense) {
            return List.of();
        }
    }

    /** A packet that has just come, on the loop; empty if it cannot be read yet, and soon may. */
    Optional<List<Message>> open(PipelineEntry pipeline, Packet packet, long position) {
        Found found = find(
                pipeline, List.of(new Decoded(packet, position, node.clock().wallMillis())), -1, position);
        return found.held() ? Optional.empty() : Optional.of(open(pipeline, found.packets()));
    }
}
