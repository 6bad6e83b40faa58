// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.sync;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketHeader;
import io.pipes.pipeline.packet.PacketType;
import io.pipes.spi.node.NodeContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a run of packets is what it claims: of one author and pipeline, each naming the one before by its id, and the last one signed,
 * which vouches for all before it. On workers.
 */
final class RunCheck {
    private final NodeContext node;

    RunCheck(NodeContext node) {
        this.node = node;
    }

    /** @param signingKey the author's */
    List<Packet> check(SyncMessage.Run run, Bytes signingKey) throws MalformedException {
        List<Packet> packets = new ArrayList<>(run.packets().size());
        for (Bytes encoded : run.packets()) {
            Packet packet = Packet.decode(node.suite(), encoded);
            checkPlace(run, packet);
            if (!packets.isEmpty()) {
                checkFollows(packets.get(packets.size() - 1), packet);
            }
            packets.add(packet);
        }
        if (!packets.get(packets.size() - 1).signedBy(node.suite(), signingKey)) {
            throw new MalformedException("a run whose last packet has a wrong signature");
        }
        return packets;
    }

    private void checkPlace(SyncMessage.Run run, Packet packet) throws MalformedException {
        PacketHeader header = packet.header();
        if (header.type() != PacketType.PERSISTENT
                || !header.network().equals(node.network())
                || !header.routeTag().equals(run.tag())
                || !header.author().equals(run.author())) {
            throw new MalformedException("a run with a packet that does not belong there");
        }
    }

    private static void checkFollows(Packet before, Packet packet) throws MalformedException {
        if (packet.header().seq() != before.header().seq() + 1
                || !packet.header().place().chain().equals(before.id().bytes())) {
            throw new MalformedException("a run whose packets do not follow each other");
        }
    }
}
