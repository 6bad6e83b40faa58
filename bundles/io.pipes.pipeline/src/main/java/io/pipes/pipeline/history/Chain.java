// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketPlace;
import io.pipes.pipeline.packet.PacketType;

/**
 * The packets of one author in one pipeline, from its first one without a hole. Each names the one before by its id, so the last one vouches
 * for all.
 *
 * <p>A chain has two ends: up to one it is durable, up to the other it waits to become so. What is told to others ends at the first.
 */
final class Chain {
    private static final Bytes NOTHING = Bytes.wrap(new byte[PacketType.PERSISTENT.chainBytes()]);

    private final NodeId author;
    private End kept = new End(0, NOTHING, 0);
    private End waiting = kept;

    /**
     * Where a chain ends.
     *
     * @param seq the number of the last packet, 0 if there is none
     * @param id its id
     * @param bytes of all packets up to it
     */
    record End(long seq, Bytes id, long bytes) {}

    Chain(NodeId author) {
        this.author = author;
    }

    NodeId author() {
        return author;
    }

    /** Up to where it is durable. */
    End kept() {
        return kept;
    }

    /** Up to where there is something, durable or not yet. */
    long lastSeq() {
        return waiting.seq();
    }

    /** The place behind everything there is. */
    PacketPlace next() {
        return new PacketPlace(PacketType.PERSISTENT, waiting.seq() + 1, waiting.id());
    }

    boolean continuesWith(Packet packet) {
        return packet.header().place().equals(next());
    }

    /** Adds a packet that continues it; it waits from now on. */
    void add(Packet packet) {
        waiting = after(waiting, packet);
    }

    /** Everything up to an end that waited is durable. */
    void kept(End end) {
        kept = end;
    }

    private static End after(End before, Packet packet) {
        return new End(
                packet.header().seq(),
                packet.id().bytes(),
                before.bytes() + packet.encoded().size());
    }

    /** What waited will never be durable. */
    void giveUp() {
        waiting = kept;
    }

    /** How it is written down when it ends there. */
    Bytes write(End end) {
        CborWriter out = new CborWriter(96).writeArray(4).writeBytes(author.bytes());
        return out.writeUnsigned(end.seq())
                .writeBytes(end.id())
                .writeUnsigned(end.bytes())
                .toBytes();
    }

    /** Where it ends when what waits is durable. */
    End waiting() {
        return waiting;
    }

    static Chain read(Bytes written) throws MalformedException {
        CborReader in = new CborReader(written);
        in.readArrayExactly(4);
        Chain chain = new Chain(NodeId.read(in));
        chain.kept = new End(
                in.readUnsigned(Long.MAX_VALUE - 1),
                in.readBytesExactly(NOTHING.size()),
                in.readUnsigned(Long.MAX_VALUE));
        chain.waiting = chain.kept;
        in.end();
        return chain;
    }
}
