// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.Clock;
import io.pipes.base.id.PacketId;
import io.pipes.pipeline.packet.Packet;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Packets that are in order but cannot be read yet, because the membership log, which brings pipelines and epochs, is a moment behind. At
 * most {@link #MAX_BYTES}, for at most {@link #MAX_AGE}; the oldest go first.
 */
final class Held {
    static final long MAX_BYTES = 8 << 20;
    static final Duration MAX_AGE = Duration.ofSeconds(30);

    private final Clock clock;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long bytes;

    Held(Clock clock) {
        this.clock = clock;
    }

    private record Waiting(Packet packet, long since) {}

    void add(Packet packet) {
        waiting.add(new Waiting(packet, clock.nanos()));
        bytes += packet.encoded().size();
        while (bytes > MAX_BYTES || clock.nanos() - waiting.peek().since() > MAX_AGE.toNanos()) {
            bytes -= waiting.poll().packet().encoded().size();
        }
    }

    Set<PacketId> ids() {
        return waiting.stream().map(one -> one.packet().id()).collect(Collectors.toSet());
    }

    List<Packet> takeAll() {
        List<Packet> all = new ArrayList<>(waiting.size());
        waiting.forEach(one -> all.add(one.packet()));
        waiting.clear();
        bytes = 0;
        return all;
    }
}
