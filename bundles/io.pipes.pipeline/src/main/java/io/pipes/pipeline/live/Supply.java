// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.Bytes;
import io.pipes.base.id.PacketId;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.Registration;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Own packets on their way to one peer, in order, at its pace. Peers share the bytes. */
final class Supply {
    /** So much behind the fastest peer publishers wait for this one. */
    static final long FULL_BYTES = 2 << 20;

    private final Exchange exchange;
    private final Patience patience;
    private final Map<PacketId, Bytes> waiting = new LinkedHashMap<>();
    private long bytes;
    private @Nullable Registration skipped;

    Supply(Exchange exchange, long nowNanos) {
        this.exchange = exchange;
        patience = new Patience(nowNanos);
    }

    Exchange exchange() {
        return exchange;
    }

    void add(PacketId id, Bytes message) {
        waiting.put(id, message);
        bytes += message.size();
        send();
    }

    /** Sends what there is room for. */
    void send() {
        Iterator<Bytes> next = waiting.values().iterator();
        while (exchange.writable() && next.hasNext()) {
            Bytes message = next.next();
            next.remove();
            bytes -= message.size();
            exchange.send(message);
        }
    }

    /** The peer has that packet from somebody else. */
    void known(PacketId id) {
        Bytes message = waiting.remove(id);
        if (message != null) {
            bytes -= message.size();
        }
    }

    /** Whether the peer would take another packet at once. */
    boolean hasRoom() {
        return waiting.isEmpty() && exchange.writable();
    }

    /** Whether publishers wait for the peer. */
    boolean isFull() {
        return bytes >= FULL_BYTES && !isSkipped();
    }

    boolean isSkipped() {
        return skipped != null;
    }

    /** Others have waited for the peer; true when they have waited long enough. */
    boolean waitedFor(Duration time, long nowNanos) {
        patience.spend(time, nowNanos);
        return patience.isOver();
    }

    /**
     * From now on nobody waits for the peer.
     *
     * @param problem what an operator sees meanwhile
     * @return what it has not been sent
     */
    List<PacketId> skip(Registration problem) {
        skipped = problem;
        List<PacketId> dropped = List.copyOf(waiting.keySet());
        waiting.clear();
        bytes = 0;
        return dropped;
    }

    boolean isWorthAnotherTry(long nowNanos) {
        return exchange.writable() && patience.isBack(nowNanos);
    }

    /** The peer is like all others again, or has gone. */
    void end() {
        if (skipped != null) {
            skipped.close();
            skipped = null;
        }
    }
}
