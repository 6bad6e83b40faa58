// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Cancellable;
import io.pipes.base.id.NodeId;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.Exchange;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** This node's own links: those that can be used now, and how long their round trips are. */
final class DirectLinks {
    /** So long may a link be without a connection before it counts as lost. */
    static final Duration PATIENCE = Duration.ofMillis(150);

    private final Loop loop;
    private final Runnable changed;
    private final SortedMap<NodeId, DirectLink> links = new TreeMap<>();

    /** @param changed is run when a link came or went */
    DirectLinks(Loop loop, Runnable changed) {
        this.loop = loop;
        this.changed = changed;
    }

    void opened(Exchange exchange) {
        DirectLink before = links.put(exchange.peer(), new DirectLink(exchange));
        if (before != null) {
            before.patience.cancel();
        }
        changed.run();
    }

    void closed(Exchange exchange) {
        DirectLink link = links.get(exchange.peer());
        if (link != null && link.exchange == exchange) {
            links.remove(exchange.peer());
            link.patience.cancel();
            changed.run();
        }
    }

    void interrupted(Exchange exchange) {
        DirectLink link = links.get(exchange.peer());
        if (link != null) {
            link.patience.cancel();
            link.patience = loop.schedule(PATIENCE, () -> use(link, false));
        }
    }

    void restored(Exchange exchange) {
        DirectLink link = links.get(exchange.peer());
        if (link != null) {
            link.patience.cancel();
            use(link, true);
        }
    }

    void stop() {
        links.values().forEach(link -> link.patience.cancel());
    }

    private void use(DirectLink link, boolean usable) {
        if (link.usable != usable) {
            link.usable = usable;
            changed.run();
        }
    }

    /** Measures again; whether any link has another class now. */
    boolean measure() {
        boolean any = false;
        for (DirectLink link : links.values()) {
            any |= link.measure();
        }
        return any;
    }

    boolean contains(NodeId peer) {
        DirectLink link = links.get(peer);
        return link != null && link.usable;
    }

    /** The class of the delay of a link that is there. */
    int delay(NodeId peer) {
        DirectLink link = links.get(peer);
        return link == null ? Delay.UNKNOWN : link.delay;
    }

    /** Peers with a link that can be used, and the classes of their delays. */
    Map<NodeId, Integer> delays() {
        Map<NodeId, Integer> delays = new TreeMap<>();
        links.forEach((peer, link) -> {
            if (link.usable) {
                delays.put(peer, link.delay);
            }
        });
        return delays;
    }

    Neighbours neighbours() {
        SortedMap<Prefix, Integer> neighbours = new TreeMap<>();
        delays().forEach((peer, delay) -> neighbours.put(Prefix.of(peer), delay));
        return Neighbours.of(neighbours);
    }

    private static final class DirectLink {
        private final Exchange exchange;
        private Cancellable patience = () -> {};
        private boolean usable = true;
        private boolean measured;
        private int delay = Delay.UNKNOWN;

        DirectLink(Exchange exchange) {
            this.exchange = exchange;
            measure();
        }

        boolean measure() {
            Duration roundTrip = exchange.roundTrip();
            if (roundTrip.isZero()) {
                return false;
            }
            int before = delay;
            delay = measured ? Delay.of(roundTrip, before) : Delay.of(roundTrip);
            measured = true;
            return delay != before;
        }
    }
}
