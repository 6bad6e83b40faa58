// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.sync;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.Exchange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Parts of authors' chains that one peer has given before another one gave what comes before them. They were checked by themselves; whether
 * they continue the chain is seen when it has come up to them.
 */
final class EarlyRuns {
    /** What may wait of one author in a pipeline. */
    static final long MAX_BYTES_OF_ONE = 4 << 20;
    /** What may wait in all. */
    static final long MAX_BYTES = 16 << 20;

    private final Map<Key, TreeMap<Long, Early>> runs = new HashMap<>();
    /** Of whom something was left out since somebody asked. */
    private final Set<Key> full = new HashSet<>();

    private long bytes;

    private record Key(Bytes tag, NodeId author) {}

    /**
     * What a peer gave.
     *
     * @param packets what it was asked for of it; if it is to wait at least one, each the successor of the one before, signed and good
     */
    record Early(Exchange peer, SyncMessage.Run run, List<Packet> packets) {
        long first() {
            return packets.get(0).header().seq();
        }

        private long last() {
            return packets.get(packets.size() - 1).header().seq();
        }

        private long bytes() {
            return packets.stream().mapToLong(packet -> packet.encoded().size()).sum();
        }
    }

    /**
     * Lets something wait; what has no room is forgotten, since it can be asked for again.
     *
     * @return whether it is not all here already
     */
    boolean add(Early early) {
        Key key = new Key(early.run().tag(), early.run().author());
        if (after(key.tag(), key.author(), early.first()) > early.last()) {
            return false;
        }
        TreeMap<Long, Early> waiting = runs.getOrDefault(key, new TreeMap<>());
        long size = early.bytes();
        long ofOne = waiting.values().stream().mapToLong(Early::bytes).sum();
        if (bytes + size > MAX_BYTES || ofOne + size > MAX_BYTES_OF_ONE) {
            full.add(key);
        } else if (waiting.putIfAbsent(early.first(), early) == null) {
            bytes += size;
            runs.put(key, waiting);
        }
        return true;
    }

    /** Takes what continues a chain that ends with a number, or has a part of it already; empty if nothing does. */
    Optional<Early> next(Bytes tag, NodeId author, long end) {
        Key key = new Key(tag, author);
        TreeMap<Long, Early> waiting = runs.get(key);
        if (waiting == null || waiting.firstKey() > end + 1) {
            return Optional.empty();
        }
        Early next = waiting.pollFirstEntry().getValue();
        bytes -= next.bytes();
        if (waiting.isEmpty()) {
            runs.remove(key);
        }
        return Optional.of(next);
    }

    /** Of whom something of a pipeline waits; a copy. */
    List<NodeId> authors(Bytes tag) {
        return runs.keySet().stream()
                .filter(key -> key.tag().equals(tag))
                .map(Key::author)
                .sorted()
                .toList();
    }

    /** The first number from one on that does not wait. */
    long after(Bytes tag, NodeId author, long from) {
        long next = from;
        for (Early early :
                runs.getOrDefault(new Key(tag, author), new TreeMap<>()).values()) {
            next = early.first() <= next && next <= early.last() ? early.last() + 1 : next;
        }
        return next;
    }

    boolean has(Bytes tag, NodeId author, long seq) {
        return after(tag, author, seq) > seq;
    }

    /** Where the next of what waits begins behind a number. */
    long begin(Bytes tag, NodeId author, long from) {
        Long next = runs.getOrDefault(new Key(tag, author), new TreeMap<>()).higherKey(from);
        return next == null ? Long.MAX_VALUE : next;
    }

    /** Whether something had no room since this was asked last. */
    boolean hadNoRoom(Bytes tag, NodeId author) {
        return full.remove(new Key(tag, author));
    }

    void forget(Bytes tag, NodeId author) {
        Key key = new Key(tag, author);
        full.remove(key);
        TreeMap<Long, Early> gone = runs.remove(key);
        if (gone != null) {
            bytes -= gone.values().stream().mapToLong(Early::bytes).sum();
        }
    }

    void clear() {
        runs.clear();
        full.clear();
        bytes = 0;
    }
}
