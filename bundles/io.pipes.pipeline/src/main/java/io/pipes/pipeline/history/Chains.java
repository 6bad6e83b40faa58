// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.NodeContext;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** The chains of all authors of one pipeline, how much of each counts, and the tree by which that is compared with others. */
final class Chains {
    private final NodeContext node;
    private final Bytes routeTag;
    private final Cuts cuts;
    private final Forks forks;
    private final HeldTree tree;
    private final Map<NodeId, Chain> chains = new TreeMap<>();
    /** The packets here at which chains are cut that go on behind. */
    private final Map<NodeId, ChainPlace> cutPlaces = new HashMap<>();

    Chains(NodeContext node, Bytes routeTag, Cuts cuts, Forks forks) {
        this.node = node;
        this.routeTag = routeTag;
        this.cuts = cuts;
        this.forks = forks;
        tree = new HeldTree(node.suite());
    }

    /** A packet that came last of all, and where it stands. */
    record Last(Chain chain, long position) {}

    /**
     * Reads where the chains end; the packet that came last, if there is one. Nothing is believed of a chain whose packets go on behind its
     * end: the store has lost the newest word about it.
     *
     * @param keepsAll whether nothing is ever dropped
     */
    CompletionStage<Optional<Last>> load(HistoryStore store, boolean keepsAll) {
        chains.clear();
        return store.chains()
                .thenCompose(ends -> {
                    ends.forEach(end -> read(end.value()));
                    return findLost(store, keepsAll);
                })
                .thenCompose(found -> all(chains.values().stream().map(chain -> goOn(chain, store))))
                .thenCompose(done -> last(store));
    }

    /**
     * This node must never use a number twice, not even when what it has noted of itself is lost. Of others, what was noted can be lost only
     * where the store has set records aside.
     */
    private CompletionStage<Void> findLost(HistoryStore store, boolean keepsAll) {
        boolean damaged = store.damaged() > 0;
        if (chains.containsKey(node.id()) && !damaged) {
            return CompletableFuture.completedFuture(null);
        }
        Set<NodeId> known = Set.copyOf(chains.keySet());
        return new LostChains(
                        node,
                        store,
                        keepsAll,
                        author -> !known.contains(author) && (damaged || author.equals(node.id())))
                .find()
                .thenAccept(found -> found.forEach(chain -> chains.put(chain.author(), chain)));
    }

    private void read(Bytes written) {
        try {
            Chain chain = Chain.read(written);
            chains.put(chain.author(), chain);
        } catch (MalformedException damaged) {
            // As if nothing was noted of this author.
            return;
        }
    }

    private CompletionStage<Void> goOn(Chain chain, HistoryStore store) {
        return store.run(chain.author(), chain.lastSeq() + 1, 1).thenCompose(next -> {
            Optional<Packet> packet =
                    next.stream().findFirst().flatMap(this::decode).filter(chain::continuesWith);
            packet.ifPresent(chain::add);
            chain.kept(chain.waiting());
            return packet.isPresent() ? goOn(chain, store) : CompletableFuture.completedFuture(null);
        });
    }

    private Optional<Packet> decode(Bytes encoded) {
        try {
            return Optional.of(Packet.decodeOrStub(node.suite(), encoded));
        } catch (MalformedException otherVersion) {
            return Optional.empty();
        }
    }

    private static CompletionStage<Void> all(Stream<CompletionStage<Void>> stages) {
        return CompletableFuture.allOf(
                stages.map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
    }

    /** Packets of one author came in order, so the one that came last of all is the end of a chain. */
    private CompletionStage<Optional<Last>> last(HistoryStore store) {
        judge();
        List<CompletableFuture<Optional<Last>>> ends = chains.values().stream()
                .map(chain -> store.position(chain.author(), chain.kept().seq())
                        .thenApply(position -> position.map(at -> new Last(chain, at)))
                        .toCompletableFuture())
                .toList();
        return all(ends.stream().map(end -> end.thenApply(found -> null)))
                .thenApply(done -> ends.stream()
                        .flatMap(end -> end.join().stream())
                        .max(Comparator.comparingLong(Last::position)));
    }

    Chain of(NodeId author) {
        return chains.computeIfAbsent(author, Chain::new);
    }

    Collection<NodeId> authors() {
        return List.copyOf(chains.keySet());
    }

    /** The number of the last packet of an author that is here, durable or about to be; 0 if there is none. */
    long last(NodeId author) {
        Chain chain = chains.get(author);
        return chain == null ? 0 : chain.lastSeq();
    }

    /** The number of the first packet of an author that is kept; 1 if none was dropped. */
    long first(NodeId author) {
        Chain chain = chains.get(author);
        return chain == null ? 1 : chain.floor().first();
    }

    /** Where what is durable of an author ends, whether it counts or not; 0 if there is nothing. */
    long end(NodeId author) {
        Chain chain = chains.get(author);
        return chain == null ? 0 : chain.kept().seq();
    }

    /** What is durable of an author and counts; the number of the last one is 0 if nothing does. */
    HeldEntry held(NodeId author) {
        Chain chain = chains.get(author);
        return chain == null ? new HeldEntry(author, 1, 0, routeTag, false) : held(chain);
    }

    private HeldEntry held(Chain chain) {
        NodeId author = chain.author();
        long limit = limit(author);
        long last = Math.min(limit, chain.kept().seq());
        // A chain of which nothing is durable behind its beginning yet counts as its last packet.
        long first = Math.max(1, Math.min(chain.floor().first(), last));
        boolean forked = forks.knows(author, routeTag);
        HeldEntry own = new HeldEntry(author, first, last, chain.kept().id(), forked);
        return cuts.end(author, routeTag)
                .filter(cut -> own.last() == limit)
                .map(cut -> new HeldEntry(author, Math.min(first, limit), limit, idAt(chain, cut), forked))
                .orElse(own);
    }

    /** The id of the packet here that a cut is about. Where the chain goes on behind it, the cut's own word until it was read. */
    private Bytes idAt(Chain chain, Cut cut) {
        ChainPlace read = cutPlaces.get(chain.author());
        if (chain.kept().seq() == cut.last()) {
            return chain.kept().id();
        }
        return read != null && read.seq() == cut.last() ? read.id() : cut.id();
    }

    /** Chains that go on behind a cut of which it is not known yet what stands there: on a fork it need not be what was meant. */
    List<Chain> withUnreadCuts() {
        return chains.values().stream()
                .filter(chain -> limit(chain.author()) > 0
                        && limit(chain.author()) < chain.kept().seq())
                .filter(chain -> {
                    ChainPlace read = cutPlaces.get(chain.author());
                    return read == null || read.seq() != limit(chain.author());
                })
                .toList();
    }

    /** What stands in a chain where it is cut. */
    void cutPlace(Chain chain, ChainPlace there) {
        cutPlaces.put(chain.author(), there);
        judge(chain);
    }

    /** A chain has other packets than before. */
    void replaced(Chain chain) {
        cutPlaces.remove(chain.author());
        judge(chain);
    }

    /** Up to which number the packets of an author count: {@link Cuts#limit}. */
    long limit(NodeId author) {
        return cuts.limit(author, routeTag, last(author));
    }

    /** Whether it is said up to where the packets of an author count, and does not depend on what is here. */
    boolean isSaidWhatCounts(NodeId author) {
        return limit(author) == Cuts.ALL || cuts.knows(author, routeTag);
    }

    boolean counts(Packet packet) {
        return packet.header().seq() <= limit(packet.header().author());
    }

    /** Whether a packet on the disk counts: what is behind the end of its chain is on its way out. */
    boolean isKept(Packet packet) {
        return counts(packet) && packet.header().seq() <= last(packet.header().author());
    }

    /** Who belongs to the network has changed, or what counts of those who do not. */
    void judge() {
        chains.values().forEach(this::judge);
    }

    void judge(Chain chain) {
        HeldEntry held = held(chain);
        // Of whom nothing is kept any more nobody can give anything.
        boolean dropped = chain.count() == 0 && chain.floor().first() > 1;
        if (held.last() == 0 || dropped) {
            tree.remove(chain.author());
        } else {
            tree.put(held);
        }
    }

    HeldTree tree() {
        return tree;
    }

    /** How long packets of an author are on average, durable or not yet; 0 if there are none. */
    long meanBytes(NodeId author) {
        Chain chain = chains.get(author);
        return chain == null ? 0 : chain.meanBytes();
    }

    /** How many packets there are that count. */
    long packets() {
        return chains.values().stream().mapToLong(this::packets).sum();
    }

    private long packets(Chain chain) {
        return Math.max(0, held(chain).last() - chain.floor().first() + 1);
    }

    /** What is durable, in bytes as it travels. */
    long bytes() {
        return chains.values().stream().mapToLong(Chain::bytes).sum();
    }
}
