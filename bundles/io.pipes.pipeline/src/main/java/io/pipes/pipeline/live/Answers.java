// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.Bytes;
import io.pipes.base.id.PacketId;
import io.pipes.spi.node.Exchange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Packets that peers want and do not have room for yet, in the order in which they asked, or in which packets came that they get unasked.
 * Only ids wait, so a slow peer costs nothing; what is not kept any more when there is room is not sent.
 */
final class Answers {
    /** What is asked for beyond is forgotten: who still misses it asks again. */
    static final int MAX_WAITING = LiveWire.MAX_ENTRIES;

    /** A peer for which so much waits gets nothing unasked. */
    static final int MAX_PUSHED = 256;

    private final RecentPackets recent;
    private final Map<Exchange, Deque<PacketId>> waiting = new HashMap<>();

    Answers(RecentPackets recent) {
        this.recent = recent;
    }

    void wanted(Exchange by, List<PacketId> ids) {
        Deque<PacketId> queue = waiting.computeIfAbsent(by, none -> new ArrayDeque<>());
        ids.stream().limit(MAX_WAITING - queue.size()).forEach(queue::add);
        serve(by);
    }

    /** Sends a packet to a peer that has not asked for it; false, and nothing is sent, if too much waits for the peer. */
    boolean push(Exchange to, PacketId id, Bytes message) {
        Deque<PacketId> queue = waiting.computeIfAbsent(to, none -> new ArrayDeque<>());
        if (queue.isEmpty() && to.writable()) {
            to.send(message);
            return true;
        }
        return queue.size() < MAX_PUSHED && queue.add(id);
    }

    /** Sends what there is room for. */
    void serve(Exchange to) {
        Deque<PacketId> queue = waiting.get(to);
        while (queue != null && !queue.isEmpty() && to.writable()) {
            recent.get(queue.remove()).ifPresent(packet -> to.send(LiveWire.packet(packet.encoded())));
        }
    }

    /** Whether the peer got all it asked for. */
    boolean areServed(Exchange peer) {
        Deque<PacketId> queue = waiting.get(peer);
        return queue == null || queue.isEmpty();
    }

    void closed(Exchange gone) {
        waiting.remove(gone);
    }
}
