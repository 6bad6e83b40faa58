// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.sync;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
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
public final class RunCheck {
    private final NodeContext node;

    public RunCheck(NodeContext node) {
        this.node = node;
    }

    List<Packet> check(SyncMessage.Run run, Bytes signingKey) throws MalformedException {
        return check(run.tag(), run.author(), run.packets(), signingKey);
    }

    /**
     * Checks packets of one author, whichever way they came.
     *
     * @param tag the pipeline's route tag
     * @param encoded as they travel
     * @param signingKey the author's
     */
    public List<Packet> check(Bytes tag, NodeId author, List<Bytes> encoded, Bytes signingKey)
            throws MalformedException {
        List<Packet> packets = new ArrayList<>(encoded.size());
        for (Bytes one : encoded) {
            Packet packet = Packet.decodeOrStub(node.suite(), one);
            checkPlace(tag, author, packet);
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

    private void checkPlace(Bytes tag, NodeId author, Packet packet) throws MalformedException {
        PacketHeader header = packet.header();
        if (header.type() != PacketType.PERSISTENT
                || !header.network().equals(node.network())
                || !header.routeTag().equals(tag)
                || !header.author().equals(author)) {
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
