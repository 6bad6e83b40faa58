// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.sync;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.history.Branches;
import io.pipes.pipeline.history.ChainPlace;
import io.pipes.pipeline.history.HeldEntry;
import io.pipes.pipeline.history.HeldTree;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.RouteTag;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** What is said in the exchange {@code sync.1}, see docs/specs/sync.md: an array of the message's number and its parts. */
sealed interface SyncMessage {
    /** So many pipelines, entries or packets one message names at most; what is more comes in the next one. */
    int MAX_ITEMS = 512;
    /** So many packets may be asked for at once. */
    int MAX_RUN = 1_024;

    /**
     * What the sender has of some pipelines.
     *
     * @param fresh whether the sender knows nothing of the receiver and wants to be told the same
     * @param roots pipelines by their route tags
     */
    record Roots(boolean fresh, List<Root> roots) implements SyncMessage {}

    /**
     * What somebody has of a pipeline.
     *
     * @param packets how many count, for people
     */
    record Root(Bytes tag, Bytes root, long packets) {}

    /** Asks for {@link Buckets}. */
    record AskBuckets(Bytes tag) implements SyncMessage {}

    /** The hashes of the buckets of a pipeline. */
    record Buckets(Bytes tag, Bytes hashes) implements SyncMessage {}

    /** Asks for the {@link Entries} of some buckets. */
    record AskEntries(Bytes tag, BitSet buckets) implements SyncMessage {}

    /**
     * What the sender has of some authors.
     *
     * @param last whether this is the last message of the answer
     */
    record Entries(Bytes tag, List<HeldEntry> entries, boolean last) implements SyncMessage {}

    /**
     * Asks for packets of one author.
     *
     * @param from the number of the first
     * @param count how many, at most {@link #MAX_RUN}
     */
    record AskRun(Bytes tag, NodeId author, long from, int count) implements SyncMessage {}

    /**
     * Packets of one author, each the successor of the one before.
     *
     * @param packets encoded; none if the sender has nothing more
     * @param hearsay whether the sender has stubs among them from one member only and does not vouch for them
     * @param last whether this is the last message of the answer
     */
    record Run(Bytes tag, NodeId author, List<Bytes> packets, boolean hearsay, boolean last) implements SyncMessage {}

    /**
     * Asks what the receiver has of an author behind the last of some places that it has as well.
     *
     * @param from the number of the first packet that is asked for if it has none of them
     * @param places in the sender's chain, in order
     */
    record AskBranch(Bytes tag, NodeId author, long from, List<ChainPlace> places) implements SyncMessage {}

    /**
     * The answer.
     *
     * @param packets encoded, each the successor of the one before; none if there is nothing
     */
    record Branch(Bytes tag, NodeId author, List<Bytes> packets) implements SyncMessage {}

    /** Asks for the {@link ForkPacket}s that show that an author wrote two packets under one number. */
    record AskFork(Bytes tag, NodeId author) implements SyncMessage {}

    /**
     * One of the two packets of a fork; they travel apart because both may be long.
     *
     * @param last whether it is the second one
     */
    record ForkPacket(Bytes tag, NodeId author, Bytes packet, boolean last) implements SyncMessage {}

    /**
     * Asks to be told when a packet of the sender is durable at the receiver.
     *
     * @param packet its place in the sender's own chain
     */
    record AskStored(Bytes tag, ChainPlace packet) implements SyncMessage {}

    /**
     * The answer, once the sender has stored the packet, or has something else there.
     *
     * @param seq the number that was asked about
     * @param here whether it is that packet
     */
    record Stored(Bytes tag, long seq, boolean here) implements SyncMessage {}

    default Bytes encode() {
        CborWriter out = new CborWriter();
        if (this instanceof Roots said) {
            out.writeArray(3).writeUnsigned(1).writeBool(said.fresh());
            out.writeArray(said.roots().size());
            said.roots()
                    .forEach(one -> out.writeArray(3)
                            .writeBytes(one.tag())
                            .writeBytes(one.root())
                            .writeUnsigned(one.packets()));
        } else if (this instanceof AskBuckets asked) {
            out.writeArray(2).writeUnsigned(2).writeBytes(asked.tag());
        } else if (this instanceof Buckets said) {
            out.writeArray(3).writeUnsigned(3).writeBytes(said.tag()).writeBytes(said.hashes());
        } else if (this instanceof AskEntries asked) {
            out.writeArray(3).writeUnsigned(4).writeBytes(asked.tag()).writeBytes(bitmap(asked.buckets()));
        } else if (this instanceof Entries said) {
            out.writeArray(4).writeUnsigned(5).writeBytes(said.tag());
            out.writeArray(said.entries().size());
            said.entries().forEach(entry -> entry.write(out));
            out.writeBool(said.last());
        } else if (this instanceof AskRun asked) {
            out.writeArray(5).writeUnsigned(6).writeBytes(asked.tag());
            out.writeBytes(asked.author().bytes()).writeUnsigned(asked.from()).writeUnsigned(asked.count());
        } else if (this instanceof Run said) {
            out.writeArray(6).writeUnsigned(7).writeBytes(said.tag());
            out.writeBytes(said.author().bytes()).writeArray(said.packets().size());
            said.packets().forEach(out::writeBytes);
            out.writeBool(said.hearsay()).writeBool(said.last());
        } else if (this instanceof AskBranch asked) {
            out.writeArray(5).writeUnsigned(8).writeBytes(asked.tag());
            out.writeBytes(asked.author().bytes()).writeUnsigned(asked.from());
            out.writeArray(asked.places().size());
            asked.places().forEach(place -> place.write(out));
        } else if (this instanceof Branch said) {
            out.writeArray(4).writeUnsigned(9).writeBytes(said.tag());
            out.writeBytes(said.author().bytes()).writeArray(said.packets().size());
            said.packets().forEach(out::writeBytes);
        } else if (this instanceof AskFork asked) {
            out.writeArray(3).writeUnsigned(10).writeBytes(asked.tag());
            out.writeBytes(asked.author().bytes());
        } else if (this instanceof ForkPacket said) {
            out.writeArray(5).writeUnsigned(11).writeBytes(said.tag());
            out.writeBytes(said.author().bytes()).writeBytes(said.packet()).writeBool(said.last());
        } else if (this instanceof AskStored asked) {
            out.writeArray(3).writeUnsigned(12).writeBytes(asked.tag());
            asked.packet().write(out);
        } else if (this instanceof Stored said) {
            out.writeArray(4).writeUnsigned(13).writeBytes(said.tag());
            out.writeUnsigned(said.seq()).writeBool(said.here());
        }
        return out.toBytes();
    }

    static SyncMessage decode(Bytes encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        int parts = in.readArray(6);
        int number = in.readInt(1, PARTS.length);
        if (parts != PARTS[number - 1]) {
            throw new MalformedException("a message of another length");
        }
        SyncMessage message = switch (number) {
            case 1 -> new Roots(in.readBool(), roots(in));
            case 2 -> new AskBuckets(tag(in));
            case 3 -> new Buckets(tag(in), in.readBytesExactly(HeldTree.BUCKETS * HeldTree.HASH_BYTES));
            case 4 -> new AskEntries(tag(in), buckets(in));
            case 5 -> new Entries(tag(in), entries(in), in.readBool());
            case 6 ->
                new AskRun(tag(in), NodeId.read(in), in.readLong(1, Long.MAX_VALUE - MAX_RUN), in.readInt(1, MAX_RUN));
            case 7 -> new Run(tag(in), NodeId.read(in), packets(in), in.readBool(), in.readBool());
            case 8 -> new AskBranch(tag(in), NodeId.read(in), in.readLong(1, Long.MAX_VALUE - MAX_RUN), places(in));
            case 9 -> new Branch(tag(in), NodeId.read(in), packets(in));
            case 10 -> new AskFork(tag(in), NodeId.read(in));
            case 11 -> new ForkPacket(tag(in), NodeId.read(in), in.readBytes(Packet.MAX_BYTES), in.readBool());
            case 12 -> new AskStored(tag(in), ChainPlace.read(in));
            default -> new Stored(tag(in), in.readLong(1, Long.MAX_VALUE - 1), in.readBool());
        };
        in.end();
        return message;
    }

    /** How many parts the message of each number has. */
    int[] PARTS = {3, 2, 3, 3, 4, 5, 6, 5, 4, 3, 5, 3, 4};

    private static Bytes tag(CborReader in) throws MalformedException {
        return in.readBytesExactly(RouteTag.BYTES);
    }

    private static List<Root> roots(CborReader in) throws MalformedException {
        int count = in.readArray(MAX_ITEMS);
        List<Root> roots = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            in.readArrayExactly(3);
            roots.add(new Root(tag(in), in.readBytesExactly(HeldTree.HASH_BYTES), in.readUnsigned(Long.MAX_VALUE)));
        }
        return roots;
    }

    private static Bytes bitmap(BitSet buckets) {
        byte[] bits = new byte[HeldTree.BUCKETS / Byte.SIZE];
        byte[] set = buckets.toByteArray();
        System.arraycopy(set, 0, bits, 0, set.length);
        return Bytes.wrap(bits);
    }

    private static BitSet buckets(CborReader in) throws MalformedException {
        return BitSet.valueOf(in.readBytesExactly(HeldTree.BUCKETS / Byte.SIZE).toArray());
    }

    private static List<HeldEntry> entries(CborReader in) throws MalformedException {
        int count = in.readArray(MAX_ITEMS);
        List<HeldEntry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(HeldEntry.read(in));
        }
        return entries;
    }

    private static List<ChainPlace> places(CborReader in) throws MalformedException {
        int count = in.readArray(Branches.MAX_PLACES);
        List<ChainPlace> places = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            places.add(ChainPlace.read(in));
        }
        return places;
    }

    private static List<Bytes> packets(CborReader in) throws MalformedException {
        int count = in.readArray(MAX_ITEMS);
        List<Bytes> packets = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            packets.add(in.readBytes(Packet.MAX_BYTES));
        }
        return packets;
    }
}
