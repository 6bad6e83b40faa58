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
import org.jspecify.annotations.Nullable;

/**
 * The packets of one author in one pipeline, from the first one that is kept without a hole. Each names the one before by its id, so the last one vouches
 * for all.
 *
 * <p>A chain has two ends: up to one it is durable, up to the other it waits to become so. What is told to others ends at the first.
 */
final class Chain {
    private static final Bytes NOTHING = Bytes.wrap(new byte[PacketType.PERSISTENT.chainBytes()]);

    private static final int ITEMS = 8;

    private final NodeId author;
    private End kept = new End(0, NOTHING, 0);
    private End waiting = kept;
    private Floor floor = new Floor(1, 0);
    /** Its end is being taken away; nothing continues it meanwhile. */
    private boolean frozen;

    private Remains remains = Remains.NOTHING;
    /** Where it began before a jump that is not durable yet; null if there is none. */
    private @Nullable Beginning before;

    /**
     * Where a chain ends.
     *
     * @param seq the number of the last packet, 0 if there is none
     * @param id its id
     * @param bytes of all packets up to it that have been here
     */
    record End(long seq, Bytes id, long bytes) {}

    /**
     * Where it begins: what was before is not kept any more.
     *
     * @param first the number of the first packet that is kept
     * @param bytes of all that were here before it, and of contents that were dropped behind it
     */
    record Floor(long first, long bytes) {
        /** Above a packet that is dropped, if it is not dropped already. */
        Floor above(long seq, long size) {
            return seq < first ? this : new Floor(seq + 1, bytes + size);
        }

        /** When so much less of what is kept is here; below nothing when more is. */
        Floor freed(long more) {
            return new Floor(first, Math.max(0, bytes + more));
        }
    }

    /**
     * Packets that lie below the beginning, since the chain has jumped, and are to be removed.
     *
     * @param first the number of the first one that may be there; none is if that is behind the last
     */
    record Remains(long first, long last) {
        static final Remains NOTHING = new Remains(1, 0);

        boolean isEmpty() {
            return first > last;
        }

        private Remains and(long more, long end) {
            return more > end ? this : new Remains(isEmpty() ? more : first, end);
        }
    }

    private record Beginning(Floor floor, Remains remains) {}

    Chain(NodeId author) {
        this.author = author;
    }

    /** One whose end was not written down, or is damaged. */
    Chain(NodeId author, Floor floor, End end) {
        this(author);
        this.floor = floor;
        kept = end;
        waiting = end;
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
        return !frozen && packet.header().place().equals(next());
    }

    boolean isFrozen() {
        return frozen;
    }

    void freeze(boolean now) {
        frozen = now;
    }

    Floor floor() {
        return floor;
    }

    /** What was before is dropped. */
    void floor(Floor raised) {
        floor = raised;
    }

    /** How many packets there are, durable. */
    long count() {
        return Math.max(0, kept.seq() - floor.first() + 1);
    }

    /** Of the packets that are durable. */
    long bytes() {
        return Math.max(0, kept.bytes() - floor.bytes());
    }

    /** How long packets are on average, durable or not yet; 0 if there are none. */
    long meanBytes() {
        long count = waiting.seq() - floor.first() + 1;
        return count <= 0 ? 0 : Math.max(1, (waiting.bytes() - floor.bytes()) / count);
    }

    /** Whether something is not durable yet. */
    boolean isWaiting() {
        return !waiting.equals(kept);
    }

    /**
     * Goes on with a later packet than the next one: nobody keeps those in between. Nothing may wait. What is here remains until the jump is
     * durable, and is to be removed then.
     */
    void jumpTo(Packet packet) {
        PacketPlace place = packet.header().place();
        before = new Beginning(floor, remains);
        remains = remains.and(floor.first(), kept.seq());
        waiting = new End(place.seq() - 1, place.chain(), waiting.bytes());
        floor = new Floor(place.seq(), waiting.bytes());
    }

    /** What is to be removed; nothing while a jump is not durable. */
    Remains remains() {
        return before == null ? remains : Remains.NOTHING;
    }

    /** Up to a number nothing remains. */
    void removed(long upTo) {
        remains = new Remains(upTo + 1, remains.last());
    }

    /** Adds a packet that continues it; it waits from now on. */
    void add(Packet packet) {
        waiting = after(waiting, packet);
    }

    /** It ends earlier than before. Nothing may wait. */
    void withdrawnTo(End end) {
        kept = end;
        waiting = end;
    }

    /** Everything up to an end that waited is durable. */
    void kept(End end) {
        kept = end;
        if (end.seq() >= floor.first()) {
            before = null;
        }
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
        if (before != null) {
            floor = before.floor();
            remains = before.remains();
            before = null;
        }
    }

    /** How it is written down when it begins and ends there; as it was before a jump as long as it ends before that. */
    Bytes write(Floor begin, End end) {
        return before == null || end.seq() >= floor.first()
                ? write(new Beginning(begin, remains), end)
                : write(before, end);
    }

    private Bytes write(Beginning begin, End end) {
        CborWriter out = new CborWriter(128).writeArray(ITEMS).writeBytes(author.bytes());
        return out.writeUnsigned(end.seq())
                .writeBytes(end.id())
                .writeUnsigned(end.bytes())
                .writeUnsigned(begin.floor().first())
                .writeUnsigned(begin.floor().bytes())
                .writeUnsigned(begin.remains().first())
                .writeUnsigned(begin.remains().last())
                .toBytes();
    }

    /** Where it ends when what waits is durable. */
    End waiting() {
        return waiting;
    }

    static Chain read(Bytes written) throws MalformedException {
        CborReader in = new CborReader(written);
        int items = in.readArray(ITEMS);
        Chain chain = new Chain(NodeId.read(in));
        chain.kept = new End(
                in.readUnsigned(Long.MAX_VALUE - 1),
                in.readBytesExactly(NOTHING.size()),
                in.readUnsigned(Long.MAX_VALUE));
        chain.waiting = chain.kept;
        chain.floor = new Floor(in.readLong(1, Long.MAX_VALUE - 1), in.readUnsigned(Long.MAX_VALUE));
        if (items == ITEMS) {
            chain.remains = new Remains(in.readLong(1, Long.MAX_VALUE - 1), in.readUnsigned(Long.MAX_VALUE - 1));
        }
        in.end();
        return chain;
    }
}
