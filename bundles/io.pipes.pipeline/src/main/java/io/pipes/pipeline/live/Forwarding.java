// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.tree.AuthorTree;
import io.pipes.pipeline.tree.AuthorTrees;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.NodeContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Passes the packets of others on: to those who have grafted themselves to the author's tree here at once, to all others as an
 * announcement. Peers of an author get its packets from itself, see {@link Supplies}.
 */
final class Forwarding {
    /** Longer packets are offered to children, not sent: asking takes a round trip, a copy too many takes their bytes. */
    static final int MAX_PUSHED_BYTES = 32 << 10;

    private final NodeContext node;
    private final RecentPackets recent;
    private final Announcer announcer;
    private final Answers answers;
    private final Predicate<Exchange> reliable;
    private final AuthorTrees trees;
    private final Map<NodeId, Exchange> peers = new LinkedHashMap<>();

    /** @param reliable whether a peer sent what it announced, as far as it was asked */
    Forwarding(
            NodeContext node,
            RecentPackets recent,
            Announcer announcer,
            Answers answers,
            Predicate<Exchange> reliable) {
        this.node = node;
        this.recent = recent;
        this.announcer = announcer;
        this.answers = answers;
        this.reliable = reliable;
        trees = new AuthorTrees(node.clock());
    }

    void opened(Exchange peer) {
        peers.put(peer.peer(), peer);
    }

    void closed(Exchange peer) {
        peers.remove(peer.peer(), peer);
        trees.closed(peer);
    }

    /** A good packet has come and is kept. */
    void accepted(Packet packet, Exchange from, PullPlan.Arrival arrival) {
        AuthorTree tree = trees.of(packet.header().author());
        attach(tree, packet.header().author(), from, arrival.how());
        if (arrival.how() == PullPlan.How.UNASKED) {
            arrival.first().ifPresent(peer -> compare(packet.header().author(), peer, arrival.gainNanos()));
        }
        passOn(tree, packet, from, arrival);
    }

    /** Finds the place in the tree: below the author itself if it is a peer, otherwise below whoever was first. */
    private void attach(AuthorTree tree, NodeId author, Exchange from, PullPlan.How how) {
        boolean byAuthor = from.peer().equals(author);
        boolean sensible = byAuthor || !peers.containsKey(author);
        boolean unasked = byAuthor || how == PullPlan.How.UNASKED;
        if (!sensible
                || how == PullPlan.How.LATE
                || !tree.mayFollow(from, unasked, node.clock().nanos())) {
            return;
        }
        if (!unasked) {
            from.send(LiveWire.graft(author));
        }
        follow(tree, author, from, !unasked);
    }

    private void follow(AuthorTree tree, NodeId author, Exchange parent, boolean failed) {
        tree.follow(parent, failed, node.clock().nanos()).ifPresent(before -> refuse(before, author));
    }

    private static void refuse(Exchange peer, NodeId author) {
        peer.send(LiveWire.prune(author));
    }

    private void passOn(AuthorTree tree, Packet packet, Exchange from, PullPlan.Arrival arrival) {
        boolean fresh = tree.passOn();
        List<Exchange> offered = new ArrayList<>();
        List<Exchange> announced = new ArrayList<>();
        List<Exchange> pushed = new ArrayList<>();
        boolean tooLong = packet.encoded().size() > MAX_PUSHED_BYTES;
        for (Exchange peer : peers.values()) {
            if (peer == from
                    || peer.peer().equals(packet.header().author())
                    || arrival.announcers().contains(peer)) {
                continue;
            }
            boolean child = tree.isChild(peer);
            if (child && !tooLong) {
                pushed.add(peer);
            } else if ((child || fresh) && peer.writable()) {
                offered.add(peer);
            } else {
                announced.add(peer);
            }
        }
        announced.addAll(push(packet, pushed));
        offer(packet, offered);
        announcer.announce(packet.id(), announced);
    }

    /** Returns those who are too slow: they hear announcements only, until they graft themselves again, here or elsewhere. */
    private List<Exchange> push(Packet packet, List<Exchange> children) {
        List<Exchange> slow = new ArrayList<>();
        if (!children.isEmpty()) {
            Bytes message = LiveWire.packet(packet.encoded());
            for (Exchange child : children) {
                if (!answers.push(child, packet.id(), message)) {
                    trees.prune(child);
                    slow.add(child);
                }
            }
        }
        return slow;
    }

    private void offer(Packet packet, List<Exchange> to) {
        if (!to.isEmpty()) {
            Bytes offer =
                    LiveWire.offer(recent.announce(packet.id()), packet.header().author());
            to.forEach(peer -> peer.send(offer));
        }
    }

    /** Whether what a peer offers will come by itself from somebody else. */
    boolean isExpected(NodeId author, Exchange offering) {
        return peers.containsKey(author)
                || trees.find(author).map(tree -> tree.hasOtherParent(offering)).orElse(false);
    }

    /** A packet came that is known: its sender need not send its author's, or nobody else need, because the sender is the author. */
    void duplicate(Packet packet, Exchange from) {
        NodeId author = packet.header().author();
        trees.find(author).ifPresent(tree -> {
            if (from.peer().equals(author)) {
                follow(tree, author, from, false);
            } else if (tree.refuse(from)) {
                refuse(from, author);
            }
        });
    }

    /** A peer has a packet that is here, too. */
    void alsoAt(Exchange peer, LiveWire.Announced announced) {
        recent.get(announced.id()).ifPresent(packet -> {
            long gainMillis =
                    announced.ageMillis() - recent.announce(announced.id()).ageMillis();
            compare(packet.header().author(), peer, gainMillis * 1_000_000);
        });
    }

    /** Takes a peer as the parent that would have sent earlier what the parent sent. */
    private void compare(NodeId author, Exchange peer, long gainNanos) {
        if (peers.containsKey(author) || !reliable.test(peer)) {
            return;
        }
        trees.find(author).filter(tree -> tree.isBetter(peer, gainNanos)).ifPresent(tree -> {
            peer.send(LiveWire.graft(author));
            follow(tree, author, peer, false);
        });
    }

    /** A peer wants to be sent an author's packets. Peers get the own ones anyway, and of whom nothing was heard there is nothing. */
    void grafted(NodeId author, Exchange child) {
        trees.find(author).ifPresent(tree -> tree.graft(child));
    }

    void pruned(NodeId author, Exchange child) {
        trees.find(author).ifPresent(tree -> tree.prune(child));
    }
}
