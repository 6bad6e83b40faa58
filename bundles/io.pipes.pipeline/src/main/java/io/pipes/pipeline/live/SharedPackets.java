// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.crypto.CryptoSuite;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes of this process have of live packets: each packet once, however many nodes of a network got it, and how much all of
 * it may be.
 *
 * <p><b>Threads.</b> Any: nodes live on different loops.
 */
public final class SharedPackets {
    /** What all nodes together keep for those who missed something; beyond, each has an equal share, and at least {@link #LEAST}. */
    static final long MUCH = 48 << 20;

    static final long LEAST = 1 << 20;

    /** Signatures differ, and they come last; that the rest is equal as well is checked. */
    private static final int TAIL = 64;

    private final Map<Bytes, SharedPacket> packets = new HashMap<>();
    private long bytes;
    private int nodes;

    synchronized void joined() {
        nodes++;
    }

    synchronized void left() {
        nodes--;
    }

    /** How many bytes one node may keep. */
    synchronized long allowance(long most) {
        return bytes <= MUCH ? most : Math.min(most, Math.max(LEAST, MUCH / Math.max(1, nodes)));
    }

    /** The packet in a message as it is on the wire; {@link #release} it. */
    SharedPacket take(Bytes message, CryptoSuite suite) throws MalformedException {
        Bytes tail = tail(message, 1);
        SharedPacket known = find(tail, message.buffer().position(1));
        return known != null ? known : add(tail, Packet.decode(suite, LiveWire.body(message)));
    }

    /** A packet that was made here or kept by a predecessor; {@link #release} it. */
    SharedPacket take(Packet packet) {
        Bytes encoded = packet.encoded();
        Bytes tail = tail(encoded, 0);
        SharedPacket known = find(tail, encoded.buffer());
        return known != null ? known : add(tail, packet);
    }

    private @Nullable SharedPacket find(Bytes tail, ByteBuffer encoded) {
        SharedPacket known = hold(tail);
        if (known == null || known.packet().encoded().buffer().equals(encoded)) {
            return known;
        }
        release(known);
        return null;
    }

    private synchronized @Nullable SharedPacket hold(Bytes tail) {
        SharedPacket known = packets.get(tail);
        if (known != null) {
            known.holders++;
        }
        return known;
    }

    private synchronized SharedPacket add(Bytes tail, Packet packet) {
        SharedPacket made = new SharedPacket(packet);
        made.holders = 1;
        bytes += packet.encoded().size();
        packets.put(tail, made);
        return made;
    }

    /** One more has it. */
    synchronized void hold(SharedPacket packet) {
        packet.holders++;
    }

    synchronized void release(SharedPacket packet) {
        if (--packet.holders == 0) {
            Bytes encoded = packet.packet().encoded();
            bytes -= encoded.size();
            packets.remove(tail(encoded, 0), packet);
        }
    }

    private static Bytes tail(Bytes bytes, int from) {
        return bytes.slice(Math.max(from, bytes.size() - TAIL), bytes.size());
    }
}
