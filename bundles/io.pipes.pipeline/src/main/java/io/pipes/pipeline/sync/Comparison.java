// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.sync;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.pipeline.history.HeldEntry;
import io.pipes.pipeline.history.HeldTree;
import io.pipes.pipeline.history.History;
import io.pipes.pipeline.history.HistoryNode;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where the histories of this node and of its peers differ: says what this node has, as one hash for a pipeline, when a link opens
 * and when it has changed, and asks who says something else bucket by bucket. Says nothing while nothing changes.
 */
final class Comparison {
    /** How long nothing must have changed before others are told; broadcast brings most of it anyway. */
    static final Duration QUIET = Duration.ofSeconds(2);
    /** While it never stops to change, they are told this often. */
    static final Duration AT_LEAST = Duration.ofSeconds(20);
    /** When histories that differ are compared again; each time twice as late, up to {@link #RARELY}. */
    private static final Duration SOON = Duration.ofSeconds(4);

    private static final Duration RARELY = Duration.ofMinutes(5);
    /** So many pipelines a network has at most. */
    static final int MAX_TAGS = 4_096;

    private final NodeContext node;
    private final HistoryNode histories;
    private final Fetching fetching;
    private final Collection<SyncPeer> peers;

    private @Nullable Cancellable timer;
    private @Nullable Cancellable comparing;
    /** When {@link #comparing} is due. */
    private long comparingNanos;

    private long changedNanos;
    private long toldNanos;

    /** @param peers those that are linked now */
    Comparison(NodeContext node, HistoryNode histories, Fetching fetching, Collection<SyncPeer> peers) {
        this.node = node;
        this.histories = histories;
        this.fetching = fetching;
        this.peers = peers;
        toldNanos = node.clock().nanos();
    }

    /** A peer says what it has. */
    void heard(SyncPeer peer, SyncMessage.Roots said) {
        if (said.fresh()) {
            peer.said.clear();
            peer.heard.clear();
            peer.asked.clear();
            fetching.forgotten(peer.exchange);
        }
        said.roots().forEach(root -> {
            SyncMessage.Root before = peer.heard.get(root.tag());
            if (peer.heard.size() < MAX_TAGS || before != null) {
                peer.heard.put(root.tag(), root);
            }
            if (!root.equals(before)) {
                histories.find(root.tag()).ifPresent(history -> {
                    history.copies().heard(peer.exchange.peer(), root.packets());
                    history.progress().changed();
                    heard(peer, history, said.fresh());
                });
            }
        });
        compareAgain(SOON);
        if (said.fresh()) {
            say(peer, false);
        }
    }

    /** When a link opens both sides say at the same time what they have; one of them asks, and tells the other one what it finds. */
    private void heard(SyncPeer peer, History history, boolean fresh) {
        if (!fresh) {
            compare(peer, history);
        } else if (node.id().compareTo(peer.exchange.peer()) < 0) {
            peer.forBoth.add(history.routeTag());
            compare(peer, history);
        } else if (!isDifferent(peer, history)) {
            history.own().agreed(peer.exchange.peer());
        }
    }

    void compare(SyncPeer peer, History history) {
        if (isDifferent(peer, history)) {
            peer.exchange.send(new SyncMessage.AskBuckets(history.routeTag()).encode());
        } else if (peer.heard.containsKey(history.routeTag())) {
            history.own().agreed(peer.exchange.peer());
        }
    }

    void askEntries(SyncPeer peer, History history, Bytes hashes) {
        Bytes tag = history.routeTag();
        boolean forBoth = peer.forBoth.remove(tag);
        BitSet differing = history.tree().differing(hashes);
        if (!differing.get(HeldTree.bucketOf(node.id()))) {
            history.own().agreed(peer.exchange.peer());
        }
        if (!differing.isEmpty()) {
            peer.exchange.send(new SyncMessage.AskEntries(tag, differing).encode());
            if (forBoth) {
                sayEntries(peer, tag, history.tree().entries(differing));
            }
        }
    }

    /** Also that there are none: who asks may wait for it. */
    static void sayEntries(SyncPeer peer, Bytes tag, List<HeldEntry> entries) {
        int from = 0;
        do {
            int to = Math.min(entries.size(), from + SyncMessage.MAX_ITEMS);
            peer.exchange.send(new SyncMessage.Entries(tag, entries.subList(from, to), to == entries.size()).encode());
            from = to;
        } while (from < entries.size());
    }

    /**
     * As long as a peer has said something else than what is here, it is compared again from time to time: what was missing may not have been
     * stored, or nobody could give it. Histories that differ for another reason, because the peer lacks something, are soon alike too.
     */
    private void compareAgain(Duration pause) {
        long due = node.clock().nanos() + pause.toNanos();
        if (comparing != null && comparingNanos - due <= 0) {
            // Who goes on saying something else must not put it off.
            return;
        }
        if (comparing != null) {
            comparing.cancel();
        }
        comparingNanos = due;
        comparing = node.loop().schedule(pause, () -> {
            comparing = null;
            if (compareAll()) {
                compareAgain(pause.compareTo(RARELY) < 0 ? pause.multipliedBy(2) : RARELY);
            }
        });
    }

    /** Whether anything differs. */
    private boolean compareAll() {
        boolean differ = false;
        for (SyncPeer peer : peers) {
            for (History history : histories.histories()) {
                boolean differs = isDifferent(peer, history);
                differ |= differs;
                if (differs && !fetching.isBusy(history)) {
                    compare(peer, history);
                }
            }
        }
        return differ;
    }

    static boolean isDifferent(SyncPeer peer, History history) {
        SyncMessage.Root theirs = peer.heard.get(history.routeTag());
        return theirs != null && !theirs.root().equals(history.tree().root());
    }

    private void look() {
        timer = null;
        long now = node.clock().nanos();
        long quiet = now - changedNanos;
        if (quiet >= QUIET.toNanos() || now - toldNanos >= AT_LEAST.toNanos()) {
            toldNanos = now;
            peers.forEach(peer -> say(peer, false));
        } else {
            timer = node.loop().schedule(QUIET.minusNanos(quiet), this::look);
        }
    }

    /**
     * Tells a peer what this node has, where it has not said the same.
     *
     * @param fresh whether nothing was heard of it so far
     */
    void say(SyncPeer peer, boolean fresh) {
        List<SyncMessage.Root> news = new ArrayList<>();
        for (History history : histories.histories()) {
            Bytes tag = history.routeTag();
            Bytes root = history.tree().root();
            if (!root.equals(peer.said.get(tag))) {
                news.add(new SyncMessage.Root(tag, root, history.packets()));
                peer.said.put(tag, root);
            }
        }
        boolean first = fresh;
        for (int from = 0; from < news.size() || first; from += SyncMessage.MAX_ITEMS) {
            int to = Math.min(news.size(), from + SyncMessage.MAX_ITEMS);
            peer.exchange.send(new SyncMessage.Roots(first, List.copyOf(news.subList(from, to))).encode());
            first = false;
        }
    }

    /** Something is here that was not. */
    void changed() {
        if (comparing == null) {
            compareAgain(SOON);
        }
        changedNanos = node.clock().nanos();
        if (timer == null) {
            timer = node.loop().schedule(QUIET, this::look);
        }
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
        }
        if (comparing != null) {
            comparing.cancel();
        }
    }
}
