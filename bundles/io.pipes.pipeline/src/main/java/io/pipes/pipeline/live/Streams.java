// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What came from whom: finds duplicates and holes, and hands packets on in each author's order. */
final class Streams implements Arrivals {
    /** How long a hole may hold back what comes after it. */
    static final Duration HOLE_PATIENCE = Duration.ofSeconds(2);

    /** How long a stream that began before our time waits for what was overtaken: longer than it takes to ask for it. */
    static final Duration SETTLING = Duration.ofMillis(120);

    /** So that a member who restarts for ever costs no memory: the least recently used is forgotten. */
    static final int MAX_STREAMS = 1_024;

    /** The share of one author in these, so that nobody makes others be forgotten. */
    static final int MAX_STREAMS_OF_ONE = 64;

    /** What may wait behind holes of all streams together; beyond, the largest goes on without what it misses. */
    static final long MAX_WAITING_BYTES = 16 << 20;

    private final NodeContext node;
    private final Delivery delivery;
    private final long attachedNanos;
    private final Map<StreamKey, Cancellable> timers = new LinkedHashMap<>();
    private final Map<StreamKey, AuthorStream> streams = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<StreamKey, AuthorStream> eldest) {
            return size() > MAX_STREAMS;
        }
    };
    private boolean resumed;

    Streams(NodeContext node, Delivery delivery) {
        this.node = node;
        this.delivery = delivery;
        attachedNanos = node.clock().nanos();
    }

    /**
     * Whether a packet of that age is any of our business: what others saw before this node was there is not for it, unless this node
     * was only away for a moment because its bundle was replaced.
     */
    boolean concerns(long ageMillis) {
        return resumed || ageMillis <= (node.clock().nanos() - attachedNanos) / 1_000_000;
    }

    @Override
    public boolean knows(Packet packet) {
        AuthorStream stream = streams.get(StreamKey.of(packet.header()));
        return stream != null && stream.knows(packet.header().seq());
    }

    @Override
    public void take(Packet packet, NodeId from) {
        take(packet);
    }

    void take(Packet packet) {
        StreamKey key = StreamKey.of(packet.header());
        AuthorStream stream = streams.get(key);
        if (stream == null) {
            makeRoom(key);
            stream = AuthorStream.beginning(packet.header().seq());
            streams.put(key, stream);
        }
        deliver(stream.take(packet));
        if (stream.overflows()) {
            giveUpHole(key, stream);
        }
        watch(key, stream);
        relieve();
    }

    /** Forgets the least recently used stream of an author who has his share. */
    private void makeRoom(StreamKey newcomer) {
        List<StreamKey> same = streams.keySet().stream()
                .filter(key -> key.author().equals(newcomer.author()))
                .toList();
        if (same.size() >= MAX_STREAMS_OF_ONE) {
            streams.remove(same.get(0));
        }
    }

    private void relieve() {
        while (!timers.isEmpty() && waitingBytes() > MAX_WAITING_BYTES) {
            Map.Entry<StreamKey, AuthorStream> largest = streams.entrySet().stream()
                    .max(Comparator.comparingLong(entry -> entry.getValue().waitingBytes()))
                    .orElseThrow();
            giveUpHole(largest.getKey(), largest.getValue());
        }
    }

    private void giveUpHole(StreamKey key, AuthorStream stream) {
        delivery.missed(key.routeTag(), stream.missing());
        deliver(stream.skipHole());
    }

    /** Streams wait only while a timer runs for them, and those are few. */
    private long waitingBytes() {
        return streams.entrySet().stream()
                .filter(entry -> timers.containsKey(entry.getKey()))
                .mapToLong(entry -> entry.getValue().waitingBytes())
                .sum();
    }

    private void watch(StreamKey key, AuthorStream stream) {
        if (stream.waits() && !timers.containsKey(key)) {
            Duration patience = stream.settled() ? HOLE_PATIENCE : SETTLING;
            long hole = stream.next();
            timers.put(key, node.loop().schedule(patience, () -> expired(key, stream, hole)));
        }
    }

    private void expired(StreamKey key, AuthorStream stream, long hole) {
        timers.remove(key);
        if (stream.waits() && stream.next() == hole) {
            giveUpHole(key, stream);
        }
        watch(key, stream);
    }

    private void deliver(List<Packet> packets) {
        packets.forEach(delivery::deliver);
    }

    /**
     * Stops, and says what has been, so that a successor delivers nothing twice. What waits behind holes is for the successor: it takes
     * those packets again. A stream that has not begun yet has delivered nothing.
     */
    List<Bytes> finish() {
        timers.values().forEach(Cancellable::cancel);
        timers.clear();
        List<Bytes> items = new ArrayList<>();
        streams.forEach((key, stream) -> {
            if (stream.settled()) {
                CborWriter one = new CborWriter().writeArray(5);
                key.write(one);
                stream.write(one);
                items.add(one.toBytes());
            }
        });
        return items;
    }

    /** Goes on where a predecessor stopped, a moment ago. */
    void resume(List<Bytes> items) throws MalformedException {
        resumed = true;
        for (Bytes item : items) {
            resume(new CborReader(item));
        }
    }

    private void resume(CborReader in) throws MalformedException {
        in.readArrayExactly(5);
        StreamKey key = StreamKey.read(in);
        SeqSet seen = SeqSet.read(in);
        streams.put(key, AuthorStream.restored(seen, in.readLong(0, Long.MAX_VALUE)));
        in.end();
    }
}
