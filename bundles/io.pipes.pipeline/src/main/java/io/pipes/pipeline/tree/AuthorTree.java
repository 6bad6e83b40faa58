// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.tree;

import io.pipes.spi.node.Exchange;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One author's tree as one node sees it: the peer from which the author's packets come, and those to which this node passes them on. There
 * is at most one parent, and it was the first to have something; so a tree is about as deep as the network is wide.
 */
public final class AuthorTree {
    /** So many packets of a tree are offered to everybody at once, because nobody has been grafted yet. */
    static final int FRESH_PACKETS = 16;

    /** A peer that was grafted has so long to begin. */
    static final Duration SETTLING = Duration.ofMillis(200);

    /** So often in a row another peer must have been clearly faster before it becomes the parent. */
    static final int WINS = 3;

    /** Less than this is chance. */
    static final Duration CLEARLY = Duration.ofMillis(2);

    /** And so is less than this part of the round trip to the faster peer. */
    private static final int PART = 4;

    private final Set<Exchange> children = new LinkedHashSet<>();
    private final Set<Exchange> refused = new LinkedHashSet<>();
    private final Set<Exchange> distrusted = new LinkedHashSet<>();
    private @Nullable Exchange parent;
    private @Nullable Exchange rival;
    private int wins;
    private int passed;
    private long usedNanos;
    private long followedNanos;

    AuthorTree(long nowNanos) {
        usedNanos = nowNanos;
    }

    void used(long nowNanos) {
        usedNanos = nowNanos;
    }

    boolean isOld(long nowNanos) {
        return nowNanos - usedNanos > AuthorTrees.MAX_IDLE.toNanos();
    }

    /** A packet is passed on. Whether the tree is so new that it is offered to all others. */
    public boolean passOn() {
        return passed < FRESH_PACKETS && ++passed <= FRESH_PACKETS;
    }

    /** Whether packets go to a peer unasked. */
    public boolean isChild(Exchange peer) {
        return children.contains(peer);
    }

    /** A peer wants the author's packets from here. */
    public void graft(Exchange child) {
        children.add(child);
    }

    /** A peer does not want them from here, or is too slow for it. */
    public void prune(Exchange child) {
        children.remove(child);
    }

    /** Whether packets come from some other peer. */
    public boolean hasOtherParent(Exchange peer) {
        return parent != null && parent != peer;
    }

    /**
     * A packet came from a peer that would do as the parent. Whether it should become it, or be told once more that it is: not while the
     * last change has had no time to take effect.
     */
    public boolean mayFollow(Exchange peer, boolean unasked, long nowNanos) {
        if (unasked && (peer == parent || refused.contains(peer))) {
            return false;
        }
        return parent == null || nowNanos - followedNanos >= SETTLING.toNanos();
    }

    /**
     * From now on packets come from that peer.
     *
     * @param failed whether it takes the place of one that should have sent something and did not
     * @return the one that is to be told that they do not come from it any more
     */
    public Optional<Exchange> follow(Exchange peer, boolean failed, long nowNanos) {
        Exchange before = parent;
        followedNanos = nowNanos;
        parent = peer;
        refused.remove(peer);
        rival = null;
        wins = 0;
        if (before == null || before == peer) {
            return Optional.empty();
        }
        if (failed) {
            distrusted.add(before);
        }
        refused.add(before);
        return Optional.of(before);
    }

    /** Whether a peer that sent what we have must be told to stop; once is enough, for what is on its way comes all the same. */
    public boolean refuse(Exchange peer) {
        return peer != parent && refused.add(peer);
    }

    /**
     * A peer had a packet too. Whether it has been faster than the parent so often and so clearly that it should take its place. One that
     * was the parent and did not send is not believed again: it may say anything about when it had something.
     *
     * @param gainNanos how much earlier the packet would have come from there
     */
    public boolean isBetter(Exchange peer, long gainNanos) {
        if (parent == null || peer == parent || distrusted.contains(peer)) {
            return false;
        }
        long least = Math.max(CLEARLY.toNanos(), peer.roundTrip().toNanos() / PART);
        if (gainNanos < least) {
            if (peer == rival) {
                wins = 0;
            }
            return false;
        }
        wins = peer == rival ? wins + 1 : 1;
        rival = peer;
        return wins >= WINS;
    }

    void closed(Exchange peer) {
        children.remove(peer);
        refused.remove(peer);
        distrusted.remove(peer);
        parent = parent == peer ? null : parent;
        rival = rival == peer ? null : rival;
    }
}
