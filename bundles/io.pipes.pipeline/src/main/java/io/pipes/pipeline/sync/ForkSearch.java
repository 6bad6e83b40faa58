// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.sync;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.history.Branches;
import io.pipes.pipeline.history.ChainPlace;
import io.pipes.pipeline.history.Fork;
import io.pipes.pipeline.history.History;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds where a chain here and what a peer has of it part, by naming places and looking at what the peer has behind the last one that both
 * have. Where they part is a {@link Fork}: it is remembered, and then the side that has what does not count takes the other's.
 *
 * <pre>
 * BEGUN -- places read --> ASKED -- the same so far --> BEGUN, farther on
 *                            |----- nothing differs, or nothing fits --> over
 *                            '----- a fork --> ours counts: the peer is told --> over
 *                                              theirs counts: taken, the rest is fetched --> over
 *                                              ours is damaged there: theirs is taken as if it counted --> over
 * </pre>
 */
final class ForkSearch {
    /** So many chains are compared with one peer at once; others are when histories are compared again. */
    private static final int MAX_OF_A_PEER = 16;
    /** A peer that has not answered by then is asked anew. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final NodeContext node;
    private final Found found;
    private final Map<Key, Search> searches = new HashMap<>();

    /** What is done where chains part. */
    interface Found {
        /** This node's packet counts: the peer is to hear of it. */
        void ours(SyncPeer peer, History history, Fork fork);

        /** The peer's counts and was taken; there may be more behind it. */
        void theirs(SyncPeer peer, History history);
    }

    ForkSearch(NodeContext node, Found found) {
        this.node = node;
        this.found = found;
    }

    private record Key(Exchange peer, Bytes tag, NodeId author) {}

    /**
     * A search.
     *
     * @param same up to which number both sides are the same
     * @param last up to which number they are to be compared
     * @param places that the peer was asked about
     */
    private record Search(long same, long last, long sinceNanos, List<ChainPlace> places) {
        Search(long same, long last, long sinceNanos) {
            this(same, last, sinceNanos, List.of());
        }

        boolean isAbout(long first) {
            return first > same && first <= last;
        }

        /** All is the same up to a number; the next place that was named is one that the peer does not have. */
        Search from(long known, long nowNanos) {
            long next = places.stream()
                    .mapToLong(ChainPlace::seq)
                    .filter(seq -> seq > known)
                    .findFirst()
                    .orElse(last);
            return new Search(known, next, nowNanos);
        }
    }

    /** Looks whether a peer has another chain of an author; does nothing if that is being looked for already. */
    void begin(SyncPeer peer, History history, NodeId author) {
        Key key = new Key(peer.exchange, history.routeTag(), author);
        Search before = searches.get(key);
        long now = node.clock().nanos();
        boolean busy = before != null && now - before.sinceNanos() < PATIENCE.toNanos();
        long last = history.held(author).last();
        if (!busy && last > 0 && (before != null || ofPeer(peer.exchange) < MAX_OF_A_PEER)) {
            ask(peer, history, key, new Search(history.held(author).first() - 1, last, now));
        }
    }

    private long ofPeer(Exchange peer) {
        return searches.keySet().stream().filter(key -> key.peer() == peer).count();
    }

    private void ask(SyncPeer peer, History history, Key key, Search search) {
        searches.put(key, search);
        history.branches()
                .places(key.author(), search.same(), search.last())
                .whenCompleteAsync(
                        (places, failure) -> {
                            if (failure != null) {
                                searches.remove(key, search);
                            } else if (searches.get(key) == search) {
                                searches.put(
                                        key, new Search(search.same(), search.last(), search.sinceNanos(), places));
                                peer.exchange.send(
                                        new SyncMessage.AskBranch(key.tag(), key.author(), search.same() + 1, places)
                                                .encode());
                            }
                        },
                        node.loop());
    }

    /** What a peer has of an author behind what it has in common with this node, checked. */
    void answered(SyncPeer peer, History history, NodeId author, List<Packet> theirs) {
        Key key = new Key(peer.exchange, history.routeTag(), author);
        Search search = searches.get(key);
        if (search == null) {
            return;
        }
        if (theirs.isEmpty() || !search.isAbout(theirs.get(0).header().seq())) {
            searches.remove(key);
            return;
        }
        history.branches()
                .compare(theirs)
                .whenCompleteAsync(
                        (comparison, failure) -> {
                            if (searches.remove(key, search) && failure == null) {
                                comparison.ifPresent(known -> goOn(peer, history, key, search, theirs, known));
                            }
                        },
                        node.loop());
    }

    private void goOn(
            SyncPeer peer, History history, Key key, Search search, List<Packet> theirs, Branches.Comparison known) {
        Optional<Fork> fork = known.fork();
        if (fork.isPresent()) {
            decide(peer, history, behind(known.same(), theirs), fork.get());
        } else if (known.lost()) {
            take(peer, history, behind(known.same(), theirs));
        } else if (known.same() < search.last()) {
            ask(peer, history, key, search.from(known.same(), node.clock().nanos()));
        }
    }

    private static List<Packet> behind(long same, List<Packet> theirs) {
        return theirs.subList((int) (same + 1 - theirs.get(0).header().seq()), theirs.size());
    }

    /** A fork is remembered before anything is taken away because of it. */
    private void decide(SyncPeer peer, History history, List<Packet> branch, Fork fork) {
        history.remember(fork)
                .thenRunAsync(
                        () -> {
                            if (fork.counting() == branch.get(0)) {
                                take(peer, history, branch);
                            } else {
                                found.ours(peer, history, fork);
                            }
                        },
                        node.loop());
    }

    private void take(SyncPeer peer, History history, List<Packet> branch) {
        history.replace(branch)
                .thenAcceptAsync(
                        replaced -> {
                            if (replaced) {
                                found.theirs(peer, history);
                            }
                        },
                        node.loop());
    }

    void closed(Exchange peer) {
        searches.keySet().removeIf(key -> key.peer() == peer);
    }
}
