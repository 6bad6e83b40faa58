// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Clock;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Packets of one pipeline that came before something they need: the packet before them, or the key that makes them readable. They wait in
 * memory for a minute at most; what has no room is forgotten, for it can be fetched again.
 */
final class Ahead {
    /** The share of one author in a pipeline, so that nobody makes others' packets be forgotten. */
    static final long MAX_BYTES_OF_ONE = 2 << 20;
    /** How long a packet waits for its key. */
    private static final Duration KEY_PATIENCE = Duration.ofMillis(Readability.PATIENCE_MILLIS);
    /** How long a packet waits at all. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Clock clock;
    private final Room room;
    private final Map<NodeId, Author> authors = new HashMap<>();

    Ahead(Clock clock, Room room) {
        this.clock = clock;
        this.room = room;
    }

    /** What all pipelines of a node together may let wait. */
    static final class Room {
        static final long MAX_BYTES = 16 << 20;

        private long bytes;
    }

    private record Waiting(Packet packet, long sinceNanos) {
        int size() {
            return packet.encoded().size();
        }
    }

    private static final class Author {
        private final TreeMap<Long, Waiting> waiting = new TreeMap<>();
        private long bytes;
    }

    boolean knows(Packet packet) {
        Author author = authors.get(packet.header().author());
        Waiting there =
                author == null ? null : author.waiting.get(packet.header().seq());
        return there != null && there.packet().id().equals(packet.id());
    }

    boolean has(NodeId author, long seq) {
        Author waiting = authors.get(author);
        return waiting != null && waiting.waiting.containsKey(seq);
    }

    void add(Packet packet) {
        int size = packet.encoded().size();
        Author author = authors.get(packet.header().author());
        long ofOne = author == null ? 0 : author.bytes;
        if (room.bytes + size <= Room.MAX_BYTES && ofOne + size <= MAX_BYTES_OF_ONE) {
            Author made = authors.computeIfAbsent(packet.header().author(), none -> new Author());
            Waiting before = made.waiting.putIfAbsent(packet.header().seq(), new Waiting(packet, clock.nanos()));
            count(made, before == null ? size : 0);
        }
    }

    /**
     * Takes the packet that stands behind a chain, if it is here and its turn has come.
     *
     * @param settled whether waiting for a packet's key makes no sense; after a while it goes on without
     */
    Optional<Packet> take(Chain chain, Predicate<Packet> settled) {
        Author author = authors.get(chain.author());
        if (author == null) {
            return Optional.empty();
        }
        long wanted = chain.lastSeq() + 1;
        forget(author, author.waiting.headMap(wanted).values());
        Waiting next = author.waiting.get(wanted);
        if (next == null || !settled.test(next.packet()) && !isOlder(next, KEY_PATIENCE)) {
            forgetIfEmpty(chain.author(), author);
            return Optional.empty();
        }
        forget(author, author.waiting.subMap(wanted, true, wanted, true).values());
        forgetIfEmpty(chain.author(), author);
        return Optional.of(next.packet());
    }

    /** Forgets what has waited too long. */
    void expire() {
        for (NodeId id : authors()) {
            Author author = authors.get(id);
            forget(
                    author,
                    author.waiting.values().stream()
                            .filter(one -> isOlder(one, PATIENCE))
                            .toList());
            forgetIfEmpty(id, author);
        }
    }

    private void forget(Author author, Collection<Waiting> some) {
        for (Waiting one : List.copyOf(some)) {
            author.waiting.remove(one.packet().header().seq());
            count(author, -one.size());
        }
    }

    private void forgetIfEmpty(NodeId id, Author author) {
        if (author.waiting.isEmpty()) {
            authors.remove(id);
        }
    }

    private boolean isOlder(Waiting waiting, Duration than) {
        return clock.nanos() - waiting.sinceNanos() >= than.toNanos();
    }

    private void count(Author author, int size) {
        author.bytes += size;
        room.bytes += size;
    }

    boolean isEmpty() {
        return authors.isEmpty();
    }

    /** Of whom something waits. */
    Collection<NodeId> authors() {
        return List.copyOf(authors.keySet());
    }

    void clear() {
        authors.values().forEach(author -> forget(author, author.waiting.values()));
        authors.clear();
    }
}
