// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.Bytes;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PacketId;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketHeader;
import io.pipes.pipeline.packet.PacketPlace;
import io.pipes.pipeline.packet.PacketType;
import java.nio.ByteBuffer;

/** Packets of one author in one pipeline, which nobody checks or opens. */
final class SamplePackets {
    private static final Bytes ZEROS = Bytes.wrap(new byte[32]);

    private SamplePackets() {}

    static PacketHeader header(long seq) {
        return new PacketHeader(
                NetworkId.of(ZEROS),
                ZEROS.slice(0, 16),
                EpochId.of(ZEROS),
                NodeId.of(ZEROS),
                new PacketPlace(PacketType.LIVE, seq, ZEROS.slice(0, 8)),
                0,
                ZEROS,
                ZEROS,
                ZEROS);
    }

    static Packet packet(long seq) {
        byte[] id = ByteBuffer.allocate(PacketId.SIZE).putLong(seq).array();
        return new Packet(PacketId.of(Bytes.wrap(id)), header(seq), Bytes.EMPTY, Bytes.wrap(id), 0, id.length);
    }
}
