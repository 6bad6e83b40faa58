// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
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
     */
    public record Comparison(long same, Optional<Fork> fork) {
        /** Whether what is here behind the same is to make room for a packet and what follows it. */
        boolean yieldsTo(Packet theirs) {
            return fork.filter(parted -> parted.counting() == theirs).isPresent();
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
        return packet(first.header().author(), first.header().seq())
                .thenCompose(own -> own.isPresent()
                                && own.get()
                                        .header()
                                        .place()
                                        .equals(first.header().place())
                        ? compare(theirs, 0).thenApply(Optional::of)
                        : CompletableFuture.completedFuture(Optional.empty()));
    }

    private CompletionStage<Comparison> compare(List<Packet> theirs, int index) {
        if (index == theirs.size()) {
            long last = theirs.get(index - 1).header().seq();
            return CompletableFuture.completedFuture(new Comparison(last, Optional.empty()));
        }
        Packet packet = theirs.get(index);
        return packet(packet.header().author(), packet.header().seq()).thenCompose(own -> {
            Optional<Fork> fork = own.flatMap(here -> Fork.of(here, packet));
            return fork.isPresent()
                    ? CompletableFuture.completedFuture(
                            new Comparison(packet.header().seq() - 1, fork))
                    : compare(theirs, index + 1);
        });
    }

    /** Whether packets, each the successor of the one before, are to stand in the place of what is here under their numbers. */
    CompletionStage<Boolean> yieldTo(List<Packet> theirs) {
        return compare(theirs)
                .thenApply(now ->
                        now.filter(known -> known.yieldsTo(theirs.get(0))).isPresent());
    }

    /** Whether this packet is the one that this node has under its number. */
    public CompletionStage<Boolean> has(Packet packet) {
        return packet(packet.header().author(), packet.header().seq())
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
            return Optional.of(Packet.decode(node.suite(), StoredPacket.encoded(stored)));
        } catch (MalformedException otherVersion) {
            return Optional.empty();
        }
    }
}
