// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Clock;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Packets of one pipeline that came before something they need: the packet before them, or the epoch that makes them readable. They wait
 * in memory; what has no room is forgotten, for it can be fetched again.
 */
final class Ahead {
    static final long MAX_BYTES = 8 << 20;
    /** The share of one author, so that nobody makes others' packets be forgotten. */
    static final long MAX_BYTES_OF_ONE = 2 << 20;
    /** How long a packet waits for its epoch to become known. */
    static final Duration EPOCH_PATIENCE = Duration.ofSeconds(30);

    private final Clock clock;
    private final Map<NodeId, Author> authors = new HashMap<>();
    private long bytes;

    Ahead(Clock clock) {
        this.clock = clock;
    }

    private record Waiting(Packet packet, long sinceNanos) {}

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

    void add(Packet packet) {
        Author author = authors.computeIfAbsent(packet.header().author(), none -> new Author());
        int size = packet.encoded().size();
        if (bytes + size <= MAX_BYTES && author.bytes + size <= MAX_BYTES_OF_ONE) {
            Waiting before = author.waiting.putIfAbsent(packet.header().seq(), new Waiting(packet, clock.nanos()));
            count(author, before == null ? size : 0);
        }
    }

    /**
     * Takes the packet that continues a chain, if it is here and its turn has come.
     *
     * @param readable whether a packet's epoch is known; after a while it goes on without
     */
    List<Packet> take(Chain chain, Predicate<Packet> readable) {
        List<Packet> taken = new ArrayList<>(1);
        Author author = authors.get(chain.author());
        if (author == null) {
            return taken;
        }
        author.waiting.headMap(chain.next().seq()).values().removeIf(stale -> {
            count(author, -stale.packet().encoded().size());
            return true;
        });
        Waiting next = author.waiting.get(chain.next().seq());
        if (next != null && (readable.test(next.packet()) || isOld(next))) {
            author.waiting.remove(chain.next().seq());
            count(author, -next.packet().encoded().size());
            taken.add(next.packet());
        }
        if (author.waiting.isEmpty()) {
            authors.remove(chain.author());
        }
        return taken;
    }

    private boolean isOld(Waiting waiting) {
        return clock.nanos() - waiting.sinceNanos() >= EPOCH_PATIENCE.toNanos();
    }

    private void count(Author author, int size) {
        author.bytes += size;
        bytes += size;
    }

    boolean isEmpty() {
        return authors.isEmpty();
    }

    /** Of whom something waits. */
    Collection<NodeId> authors() {
        return List.copyOf(authors.keySet());
    }
}
