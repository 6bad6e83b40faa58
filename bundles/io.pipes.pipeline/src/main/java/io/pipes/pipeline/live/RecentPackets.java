// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.Cancellable;
import io.pipes.base.id.PacketId;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.loop.Loop;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** What passed lately, for those who missed it: at most {@link #MAX_BYTES}, less when this process has many nodes, and {@link #MAX_AGE}. */
final class RecentPackets {
    static final long MAX_BYTES = 16L << 20;
    static final int MAX_PACKETS = 65_536;
    static final Duration MAX_AGE = Duration.ofSeconds(60);

    private final Loop loop;
    private final SharedPackets shared;
    private final Map<PacketId, Kept> kept = new LinkedHashMap<>();
    private @Nullable Cancellable timer;
    private long bytes;

    RecentPackets(Loop loop, SharedPackets shared) {
        this.loop = loop;
        this.shared = shared;
        shared.joined();
    }

    private record Kept(SharedPacket packet, long since) {
        int size() {
            return packet.packet().encoded().size();
        }
    }

    /** @param packet is released when it goes */
    void add(SharedPacket packet) {
        add(packet, 0);
    }

    /** Adds one that was seen before; the oldest go first. */
    void add(SharedPacket packet, long ageMillis) {
        Kept added = new Kept(packet, loop.clock().nanos() - ageMillis * 1_000_000);
        Kept before = kept.put(packet.packet().id(), added);
        bytes += added.size();
        if (before != null) {
            forget(before);
        }
        trim();
    }

    boolean contains(PacketId id) {
        return kept.containsKey(id);
    }

    Optional<Packet> get(PacketId id) {
        return Optional.ofNullable(kept.get(id)).map(one -> one.packet().packet());
    }

    LiveWire.Announced announce(PacketId id) {
        Kept one = kept.get(id);
        return new LiveWire.Announced(id, one == null ? 0 : ageMillis(one));
    }

    /** Visits all of it with its age in milliseconds, oldest first. */
    void forEach(ObjLongConsumer<Packet> visitor) {
        trim();
        kept.values().forEach(one -> visitor.accept(one.packet().packet(), ageMillis(one)));
    }

    private long ageMillis(Kept one) {
        return Math.max(0, (loop.clock().nanos() - one.since()) / 1_000_000);
    }

    private void trim() {
        long oldest = loop.clock().nanos() - MAX_AGE.toNanos();
        long most = shared.allowance(MAX_BYTES);
        Iterator<Kept> next = kept.values().iterator();
        while (next.hasNext()) {
            Kept one = next.next();
            if (bytes <= most && kept.size() <= MAX_PACKETS && one.since() - oldest >= 0) {
                break;
            }
            next.remove();
            forget(one);
        }
        trimLater();
    }

    /** What is old goes also when nothing comes any more. */
    private void trimLater() {
        if (timer == null && !kept.isEmpty()) {
            timer = loop.schedule(MAX_AGE, () -> {
                timer = null;
                trim();
            });
        }
    }

    private void forget(Kept one) {
        bytes -= one.size();
        shared.release(one.packet());
    }

    /** Forgets everything. */
    void stop() {
        if (timer != null) {
            timer.cancel();
        }
        kept.values().forEach(one -> shared.release(one.packet()));
        kept.clear();
        shared.left();
    }
}
