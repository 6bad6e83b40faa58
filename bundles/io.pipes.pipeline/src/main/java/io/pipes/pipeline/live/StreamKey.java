// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.PacketHeader;
import io.pipes.pipeline.packet.PacketType;
import io.pipes.pipeline.packet.RouteTag;
import java.util.Comparator;

/** Within what sequence numbers count: one author, one pipeline, one life of the author's node. */
record StreamKey(NodeId author, Bytes routeTag, Bytes boot) implements Comparable<StreamKey> {
    private static final Comparator<StreamKey> ORDER = Comparator.comparing(StreamKey::author)
            .thenComparing(StreamKey::routeTag)
            .thenComparing(StreamKey::boot);

    static StreamKey of(PacketHeader header) {
        return new StreamKey(header.author(), header.routeTag(), header.place().chain());
    }

    void write(CborWriter out) {
        out.writeBytes(author.bytes()).writeBytes(routeTag).writeBytes(boot);
    }

    static StreamKey read(CborReader in) throws MalformedException {
        return new StreamKey(
                NodeId.read(in),
                in.readBytesExactly(RouteTag.BYTES),
                in.readBytesExactly(PacketType.LIVE.chainBytes()));
    }

    @Override
    public int compareTo(StreamKey other) {
        return ORDER.compare(this, other);
    }
}
