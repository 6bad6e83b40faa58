// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.id.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which packets one node has got by {@code sync.1}, and of whom. */
final class FetchedPackets implements Tap {
    /** The number of a message that brings packets. */
    private static final int RUN = 7;

    private static final int MAX_PACKET_BYTES = 2 << 20;

    private final NodeId node;
    /** In the order in which they came. */
    final List<Bytes> all = new ArrayList<>();
    /** How many came of each peer. */
    final Map<NodeId, Integer> of = new TreeMap<>();

    FetchedPackets(NodeId node) {
        this.node = node;
    }

    @Override
    public void heard(TappedExchange exchange, Bytes message) {
        if (exchange.node().id().equals(node) && exchange.protocol().equals("sync.1") && message.at(1) == RUN) {
            List<Bytes> packets = packets(message);
            all.addAll(packets);
            of.merge(exchange.peer(), packets.size(), Integer::sum);
        }
    }

    /** How many of them had come before. */
    long twice() {
        return all.size() - all.stream().distinct().count();
    }

    private static List<Bytes> packets(Bytes message) {
        try {
            CborReader in = new CborReader(message);
            in.readArray(6);
            in.skip();
            in.skip();
            in.skip();
            List<Bytes> packets = new ArrayList<>();
            for (int left = in.readArray(10_000); left > 0; left--) {
                packets.add(in.readBytes(MAX_PACKET_BYTES));
            }
            return packets;
        } catch (MalformedException nonsense) {
            throw new AssertionError(nonsense);
        }
    }
}
