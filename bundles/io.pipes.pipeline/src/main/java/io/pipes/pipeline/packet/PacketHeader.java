// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.packet;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;

/**
 * What everybody on the way may read of a packet.
 *
 * @param routeTag which pipeline, for those who know it: {@link RouteTag}
 * @param place among the author's packets of this pipeline
 * @param hlc {@link HybridClock}; orders display and proves nothing
 * @param salt makes the packet's key
 * @param commitment to the packet's key
 * @param head the membership log as the author knew it
 */
public record PacketHeader(
        NetworkId network,
        Bytes routeTag,
        EpochId epoch,
        NodeId author,
        PacketPlace place,
        long hlc,
        Bytes salt,
        Bytes commitment,
        Bytes head) {
    public static final int VERSION = 2;
    public static final int SALT_BYTES = 32;

    /** The longest encoding, in bytes. */
    static final int MAX_BYTES = 352;

    private static final int FIELDS = 12;

    void write(CborWriter out) {
        out.writeArray(FIELDS)
                .writeUnsigned(VERSION)
                .writeUnsigned(type().code())
                .writeBytes(network.bytes());
        out.writeBytes(routeTag)
                .writeBytes(epoch.bytes())
                .writeBytes(author.bytes())
                .writeUnsigned(seq());
        out.writeBytes(place.chain())
                .writeUnsigned(hlc)
                .writeBytes(salt)
                .writeBytes(commitment)
                .writeBytes(head);
    }

    /** What is bound to the ciphertext. */
    public Bytes encode() {
        CborWriter out = new CborWriter(MAX_BYTES);
        write(out);
        return out.toBytes();
    }

    static PacketHeader read(CborReader in) throws MalformedException {
        in.readArrayExactly(FIELDS);
        if (in.readInt(0, 255) != VERSION) {
            throw new MalformedException("packet of an unknown version");
        }
        PacketType type = PacketType.ofCode(in.readInt(0, 255));
        return new PacketHeader(
                NetworkId.read(in),
                in.readBytesExactly(RouteTag.BYTES),
                EpochId.read(in),
                NodeId.read(in),
                new PacketPlace(type, in.readLong(1, Long.MAX_VALUE - 1), in.readBytesExactly(type.chainBytes())),
                in.readUnsigned(Long.MAX_VALUE),
                in.readBytesExactly(SALT_BYTES),
                in.readBytesExactly(32),
                in.readBytesExactly(32));
    }

    public PacketType type() {
        return place.type();
    }

    public long seq() {
        return place.seq();
    }
}
