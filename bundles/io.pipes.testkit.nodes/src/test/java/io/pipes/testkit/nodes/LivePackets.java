// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.base.Bytes;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketHeader;
import io.pipes.pipeline.packet.PacketPlace;
import io.pipes.pipeline.packet.PacketType;
import io.pipes.testkit.crypto.SimulatedSuite;

/** Messages of the exchange {@code packet.1}, as docs/specs/live.md has them. */
final class LivePackets {
    private static final byte PACKET = 1;
    private static final Bytes ZEROS = Bytes.wrap(new byte[32]);

    private LivePackets() {}

    /** A packet in the name of somebody who never signed it. */
    static Bytes forged(NodeId author, NetworkId network) {
        PacketHeader header = new PacketHeader(
                network,
                ZEROS.slice(0, 16),
                EpochId.of(ZEROS),
                author,
                new PacketPlace(PacketType.LIVE, 1, ZEROS.slice(0, 8)),
                1,
                ZEROS,
                ZEROS,
                ZEROS);
        Packet packet = Packet.seal(new SimulatedSuite(), header, Bytes.utf8("forged"), (label, id) -> ZEROS);
        byte[] message = new byte[1 + packet.encoded().size()];
        message[0] = PACKET;
        packet.encoded().copyTo(message, 1);
        return Bytes.wrap(message);
    }
}
