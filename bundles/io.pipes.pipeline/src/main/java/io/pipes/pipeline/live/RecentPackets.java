// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.Clock;
import io.pipes.base.id.PacketId;
import io.pipes.pipeline.packet.Packet;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjLongConsumer;

/** What passed lately, for those who missed it: at most {@link #MAX_BYTES} and {@link #MAX_AGE}. */
final class RecentPackets {
    static final long MAX_BYTES = 16L << 20;
    static final int MAX_PACKETS = 65_536;
    static final Duration MAX_AGE = Duration.ofSeconds(60);

    private final Clock clock;
    private final Map<PacketId, Kept> kept = new LinkedHashMap<>();
    private long bytes;

    RecentPackets(Clock clock) {
        this.clock = clock;
    }

    private record Kept(Packet packet, long since) {}

    void add(Packet packet) {
        add(packet, 0);
    }

    /** Adds one that was seen before; the oldest go first. */
    void add(Packet packet, long ageMillis) {
        kept.put(packet.id(), new Kept(packet, clock.nanos() - ageMillis * 1_000_000));
        bytes += packet.encoded().size();
        trim();
    }

    boolean contains(PacketId id) {
        return kept.containsKey(id);
    }

    Optional<Packet> get(PacketId id) {
        return Optional.ofNullable(kept.get(id)).map(Kept::packet);
    }

    LiveWire.Announced announce(PacketId id) {
        Kept one = kept.get(id);
        return new LiveWire.Announced(id, one == null ? 0 : ageMillis(one));
    }

    /** Visits all of it with its age in milliseconds, oldest first. */
    void forEach(ObjLongConsumer<Packet> visitor) {
        trim();
        kept.values().forEach(one -> visitor.accept(one.packet(), ageMillis(one)));
    }

    private long ageMillis(Kept one) {
        return Math.max(0, (clock.nanos() - one.since()) / 1_000_000);
    }

    private void trim() {
        long oldest = clock.nanos() - MAX_AGE.toNanos();
        Iterator<Kept> next = kept.values().iterator();
        while (next.hasNext()) {
            Kept one = next.next();
            if (bytes <= MAX_BYTES && kept.size() <= MAX_PACKETS && one.since() - oldest >= 0) {
                return;
            }
            bytes -= one.packet().encoded().size();
            next.remove();
        }
    }
}
