// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.Cancellable;
import io.pipes.base.id.PacketId;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells peers which packets they could have from here, many in one message. */
final class Announcer {
    /** How long announcements gather after a silence. */
    static final Duration GATHER = Duration.ofMillis(5);

    /**
     * How much time there is at least between two turns of announcing: while packets follow each other, most of what is announced was
     * received by all from its author, and each announcement costs both sides more than its bytes.
     */
    static final Duration PAUSE = Duration.ofMillis(50);

    private static final int MAX_WAITING = RecentPackets.MAX_PACKETS;

    private final NodeContext node;
    private final RecentPackets recent;
    private final Map<Exchange, Set<PacketId>> waiting = new LinkedHashMap<>();
    private @Nullable Cancellable timer;
    private long lastNanos;

    Announcer(NodeContext node, RecentPackets recent) {
        this.node = node;
        this.recent = recent;
        lastNanos = node.clock().nanos() - PAUSE.toNanos();
    }

    /** Queues everything for a peer that has just come. */
    void announceAll(Exchange exchange) {
        Set<PacketId> all = new LinkedHashSet<>();
        recent.forEach((packet, ageMillis) -> all.add(packet.id()));
        waiting.put(exchange, all);
        flushSoon();
    }

    void closed(Exchange exchange) {
        waiting.remove(exchange);
    }

    /** Queues the announcement of a packet for some peers. */
    void announce(PacketId id, Collection<Exchange> to) {
        for (Exchange exchange : to) {
            Set<PacketId> queue = waiting.get(exchange);
            if (queue != null && queue.size() < MAX_WAITING) {
                queue.add(id);
            }
        }
        flushSoon();
    }

    /** The peer has that packet: no need to tell it. */
    void known(PacketId id, Exchange exchange) {
        Set<PacketId> queue = waiting.get(exchange);
        if (queue != null) {
            queue.remove(id);
        }
    }

    void flushSoon() {
        if (timer == null) {
            long pause = lastNanos + PAUSE.toNanos() - node.clock().nanos();
            timer = node.loop().schedule(Duration.ofNanos(Math.max(GATHER.toNanos(), pause)), this::flush);
        }
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
        }
    }

    private void flush() {
        timer = null;
        lastNanos = node.clock().nanos();
        waiting.keySet().forEach(this::flush);
    }

    /** Tells a peer what there is room for; true when nothing is left to tell. */
    boolean flush(Exchange exchange) {
        Set<PacketId> queue = waiting.getOrDefault(exchange, Set.of());
        while (!queue.isEmpty() && exchange.writable()) {
            List<PacketId> page = queue.stream().limit(LiveWire.MAX_ENTRIES).toList();
            page.forEach(queue::remove);
            List<LiveWire.Announced> still = new ArrayList<>(page.size());
            page.stream().filter(recent::contains).forEach(id -> still.add(recent.announce(id)));
            if (!still.isEmpty()) {
                exchange.send(LiveWire.announce(still));
            }
        }
        return queue.isEmpty();
    }
}
