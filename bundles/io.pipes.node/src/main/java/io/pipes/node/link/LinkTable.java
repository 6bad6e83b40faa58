// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.id.NodeId;
import io.pipes.node.wire.GoodbyeReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The links of one node, at most one to each other node. When two nodes have called each other at the same time, the link survives
 * that the lower node id initiated; a link that has settled yields to a new one, because nobody calls where it has a link.
 */
public final class LinkTable implements LinkObserver {
    /** How many direct links others may have initiated for long. */
    public static final int MAX_INBOUND = 128;

    /** How many more may be there for a moment, so that whoever finds no room hears of others. */
    private static final int MAX_VISITORS = 32;

    private static final Duration SETTLED = Duration.ofSeconds(3);

    private final NodeId self;
    private final Listener listener;
    private final NavigableMap<NodeId, Link> links = new TreeMap<>();

    /** Read from any thread. */
    private volatile Map<NodeId, Link> snapshot = Map.of();

    public LinkTable(NodeId self, Listener listener) {
        this.self = self;
        this.listener = listener;
    }

    @Override
    public void proven(Link link) {
        Link before = links.get(link.peer());
        if (before != null && survives(before, link)) {
            link.close(GoodbyeReason.DUPLICATE);
            return;
        }
        if (before == null && !link.initiator() && link.direct() && inbound() >= MAX_INBOUND + MAX_VISITORS) {
            link.close(GoodbyeReason.BUSY);
            return;
        }
        links.put(link.peer(), link);
        changed();
        if (before != null) {
            before.close(GoodbyeReason.DUPLICATE);
        }
        listener.proven(link);
    }

    private boolean survives(Link before, Link next) {
        if (before.suspended()) {
            // Who could still go on with it would not call anew.
            return false;
        }
        if (before.direct() != next.direct()) {
            return before.direct();
        }
        boolean sameCaller = before.initiator() == next.initiator();
        boolean settled = before.age().compareTo(SETTLED) > 0;
        return !sameCaller && !settled && before.initiator() == self.compareTo(before.peer()) < 0;
    }

    @Override
    public void moved(Link link) {
        if (links.get(link.peer()) == link) {
            listener.moved(link);
        }
    }

    @Override
    public void ended(Link link, LinkEnd end) {
        boolean current = links.remove(link.peer(), link);
        if (current) {
            changed();
            listener.ended(link, end);
        }
    }

    private void changed() {
        snapshot = Map.copyOf(links);
    }

    public Optional<Link> to(NodeId peer) {
        return Optional.ofNullable(links.get(peer));
    }

    /** As {@link #to}, from any thread and perhaps a moment old. */
    public Optional<Link> seen(NodeId peer) {
        return Optional.ofNullable(snapshot.get(peer));
    }

    /** Nodes with a link over which applications can speak, in order of id. */
    public Collection<NodeId> open() {
        List<NodeId> open = new ArrayList<>();
        links.forEach((peer, link) -> {
            if (link.open()) {
                open.add(peer);
            }
        });
        return open;
    }

    /** How many direct links this node initiated. */
    public int initiated() {
        return (int) links.values().stream()
                .filter(link -> link.initiator() && link.direct())
                .count();
    }

    /** How many direct links others have initiated. */
    public int inbound() {
        return (int) links.values().stream()
                .filter(link -> !link.initiator() && link.direct())
                .count();
    }

    /** Nodes with any link, in order of id. */
    public List<NodeId> peers() {
        return List.copyOf(links.keySet());
    }

    public void closeAll(GoodbyeReason reason) {
        List.copyOf(links.values()).forEach(link -> link.close(reason));
    }

    /** As {@link Link#farewell} for all of them. */
    public void farewellAll(GoodbyeReason reason) {
        List.copyOf(links.values()).forEach(link -> link.farewell(reason));
    }

    /** Hears about links that count, on the loop. */
    public interface Listener {
        /** The other side has proven itself; nothing was said yet. */
        void proven(Link link);

        /** It leads through others from now on, or does no more. */
        void moved(Link link);

        void ended(Link link, LinkEnd end);
    }
}
