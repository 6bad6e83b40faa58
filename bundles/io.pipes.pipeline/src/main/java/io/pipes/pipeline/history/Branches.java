// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketPlace;
import io.pipes.spi.node.NodeContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Finds where the chain of an author and what a peer has of it part. Packets are read one at a time, so that long ones do not add up.
 * Lives on the node's loop.
 */
public final class Branches {
    /** So many places of a chain are named at once. */
    public static final int MAX_PLACES = 32;

    private final NodeContext node;
    private final HistoryStore store;
    private final Chains chains;

    Branches(NodeContext node, HistoryStore store, Chains chains) {
        this.node = node;
        this.store = store;
        this.chains = chains;
    }

    /**
     * What came of a comparison.
     *
     * @param same the number of the last packet up to which both are known to be the same
     * @param fork where they part; empty if they do not, as far as was compared
     * @param lost whether they part where the packet here is damaged: nobody can tell any more which side counts
     */
    public record Comparison(long same, Optional<Fork> fork, boolean lost) {
        private static Comparison sameUpTo(long seq) {
            return new Comparison(seq, Optional.empty(), false);
        }

        private static Comparison lostBehind(long seq) {
            return new Comparison(seq, Optional.empty(), true);
        }

        /** Whether what is here behind the same is to make room for a packet and what follows it; what is whole does for what is not. */
        boolean yieldsTo(Packet theirs) {
            boolean parted = theirs.header().seq() == same + 1;
            return parted
                    && (lost || fork.filter(found -> found.counting() == theirs).isPresent());
        }
    }

    /** Places of a chain at equal distances above a number, the last one at another number; those that are damaged are left out. */
    public CompletionStage<List<ChainPlace>> places(NodeId author, long above, long upTo) {
        long count = Math.min(MAX_PLACES, upTo - above);
        return places(author, above, upTo, count, new ArrayList<>());
    }

    private CompletionStage<List<ChainPlace>> places(
            NodeId author, long above, long upTo, long count, List<ChainPlace> found) {
        CompletionStage<List<ChainPlace>> all = CompletableFuture.completedFuture(found);
        for (long i = 1; i <= count; i++) {
            long seq = above + (upTo - above) / count * i + (upTo - above) % count * i / count;
            all = all.thenCompose(before -> packet(author, seq).thenApply(packet -> {
                packet.ifPresent(one -> before.add(new ChainPlace(seq, one.id().bytes())));
                return before;
            }));
        }
        return all;
    }

    /**
     * The number behind the last of some places that this node's chain has as well.
     *
     * @param otherwise if it has none of them
     */
    public CompletionStage<Long> behind(NodeId author, List<ChainPlace> places, long otherwise) {
        if (places.isEmpty()) {
            return CompletableFuture.completedFuture(otherwise);
        }
        ChainPlace last = places.get(places.size() - 1);
        return packet(author, last.seq())
                .thenCompose(own -> own.isPresent() && own.get().id().bytes().equals(last.id())
                        ? CompletableFuture.completedFuture(last.seq() + 1)
                        : behind(author, places.subList(0, places.size() - 1), otherwise));
    }

    /**
     * Compares what a peer has with what is here.
     *
     * @param theirs packets of one author that follow each other, checked
     * @return empty if they do not begin where something of this chain is
     */
    public CompletionStage<Optional<Comparison>> compare(List<Packet> theirs) {
        Packet first = theirs.get(0);
        return continues(first)
                .thenCompose(continues -> continues
                        ? compare(theirs, 0, first.header().seq() - 1).thenApply(Optional::of)
                        : CompletableFuture.completedFuture(Optional.empty()));
    }

    /** Whether a packet names the same one before it as the one here with its number; if that is damaged, the one before it. */
    private CompletionStage<Boolean> continues(Packet packet) {
        PacketPlace place = packet.header().place();
        return own(packet).thenCompose(own -> {
            boolean same =
                    own.filter(here -> here.header().place().equals(place)).isPresent();
            return same || !isNamed(packet)
                    ? CompletableFuture.completedFuture(same)
                    : continues(packet.header().author(), place);
        });
    }

    private CompletionStage<Boolean> continues(NodeId author, PacketPlace place) {
        return place.seq() == 1
                ? CompletableFuture.completedFuture(new Chain(author).next().equals(place))
                : packet(author, place.seq() - 1)
                        .thenApply(
                                before -> before.filter(one -> one.id().bytes().equals(place.chain()))
                                        .isPresent());
    }

    /** Whether the chain here has that number. */
    private boolean isNamed(Packet packet) {
        NodeId author = packet.header().author();
        long seq = packet.header().seq();
        return seq >= chains.first(author) && seq <= chains.end(author);
    }

    /** @param same up to which number both are the same for sure; what is damaged behind that may have been something else */
    private CompletionStage<Comparison> compare(List<Packet> theirs, int index, long same) {
        if (index == theirs.size()) {
            Packet last = theirs.get(index - 1);
            return same == last.header().seq()
                    ? CompletableFuture.completedFuture(Comparison.sameUpTo(same))
                    : behind(last)
                            .thenApply(names ->
                                    names ? Comparison.sameUpTo(last.header().seq()) : Comparison.lostBehind(same));
        }
        Packet packet = theirs.get(index);
        return own(packet).thenCompose(own -> {
            Optional<Bytes> known = own.map(here -> here.id().bytes()).or(() -> endId(packet));
            if (known.isEmpty()) {
                return compare(theirs, index + 1, same);
            }
            return known.get().equals(packet.id().bytes())
                    ? compare(theirs, index + 1, packet.header().seq())
                    : CompletableFuture.completedFuture(parted(own, packet, same));
        });
    }

    /** Where the packet here is damaged, or one before it that was another one already, nothing is left to compare theirs with. */
    private static Comparison parted(Optional<Packet> own, Packet theirs, long same) {
        return own.filter(here -> here.header().place().equals(theirs.header().place()))
                .map(here -> new Comparison(theirs.header().seq() - 1, Fork.of(here, theirs), false))
                .orElse(Comparison.lostBehind(same));
    }

    /** Whether what is here behind a packet that is damaged, or is not here yet, does not say that it was another one. */
    private CompletionStage<Boolean> behind(Packet packet) {
        return packet(packet.header().author(), packet.header().seq() + 1)
                .thenApply(after -> after.filter(one ->
                                !one.header().place().chain().equals(packet.id().bytes()))
                        .isEmpty());
    }

    /** What the last one is is known also when it is damaged. */
    private Optional<Bytes> endId(Packet packet) {
        Chain.End end = chains.of(packet.header().author()).kept();
        return Optional.of(end.id()).filter(id -> end.seq() == packet.header().seq());
    }

    private CompletionStage<Optional<Packet>> own(Packet packet) {
        return packet(packet.header().author(), packet.header().seq());
    }

    /** Whether packets, each the successor of the one before, are to stand in the place of what is here under their numbers. */
    CompletionStage<Boolean> yieldTo(List<Packet> theirs) {
        return compare(theirs)
                .thenApply(now ->
                        now.filter(known -> known.yieldsTo(theirs.get(0))).isPresent());
    }

    /** Whether this packet is the one that this node has under its number. */
    public CompletionStage<Boolean> has(Packet packet) {
        return own(packet)
                .thenApply(
                        own -> own.filter(here -> here.id().equals(packet.id())).isPresent());
    }

    private CompletionStage<Optional<Packet>> packet(NodeId author, long seq) {
        return seq > chains.end(author)
                ? CompletableFuture.completedFuture(Optional.empty())
                : store.one(author, seq).thenApplyAsync(stored -> stored.flatMap(this::decode), node.loop());
    }

    private Optional<Packet> decode(Bytes stored) {
        try {
            return Optional.of(Packet.decodeOrStub(node.suite(), StoredPacket.encoded(stored)));
        } catch (MalformedException otherVersion) {
            return Optional.empty();
        }
    }
}
