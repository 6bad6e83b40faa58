// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.pipeline.packet.PacketPlace;
import io.pipes.pipeline.packet.PacketType;
import io.pipes.pipeline.packet.RouteTag;
import io.pipes.spi.node.NodeContext;
import java.util.Map;
import java.util.TreeMap;

/** How this node numbers its live packets: from 1 in each pipeline, within its life. */
final class LiveNumbers {
    private final Map<Bytes, Long> lastSeq = new TreeMap<>();
    private Bytes boot;

    LiveNumbers(NodeContext node) {
        boot = Bytes.wrap(node.randomness().bytes(PacketType.LIVE.chainBytes()));
    }

    PacketPlace next(Bytes routeTag) {
        return new PacketPlace(PacketType.LIVE, lastSeq.merge(routeTag, 1L, Long::sum), boot);
    }

    /** The last packet of this pipeline will never go out: its number is free again. */
    void takeBack(Bytes routeTag) {
        lastSeq.merge(routeTag, -1L, Long::sum);
    }

    /** The numbers reached, so that a successor goes on counting in the same life. */
    Bytes save() {
        CborWriter out = new CborWriter();
        out.writeArray(1 + 2 * lastSeq.size()).writeBytes(boot);
        lastSeq.forEach((tag, seq) -> out.writeBytes(tag).writeUnsigned(seq));
        return out.toBytes();
    }

    void restore(Bytes saved) throws MalformedException {
        CborReader in = new CborReader(saved);
        int count = in.readArray(4_096);
        boot = in.readBytesExactly(PacketType.LIVE.chainBytes());
        for (int i = 1; i + 1 < count; i += 2) {
            lastSeq.put(in.readBytesExactly(RouteTag.BYTES), in.readUnsigned(Long.MAX_VALUE));
        }
        in.end();
    }
}
