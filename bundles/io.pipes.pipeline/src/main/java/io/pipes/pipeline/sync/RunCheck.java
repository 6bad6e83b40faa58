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
 * Whether a run of packets is what it claims: of one author and pipeline, each naming the one before by its id, and each signed. The last
 * signature would vouch for what the packets say, but an id does not cover its signature: a packet must not be stored, and given to others,
 * with one that is not its author's. On workers.
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
            if (!packet.signedBy(node.suite(), signingKey)) {
                throw new MalformedException("a run with a packet that has a wrong signature");
            }
            packets.add(packet);
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

    static void checkFollows(Packet before, Packet packet) throws MalformedException {
        if (packet.header().seq() != before.header().seq() + 1
                || !packet.header().place().chain().equals(before.id().bytes())) {
            throw new MalformedException("a run whose packets do not follow each other");
        }
    }
}
