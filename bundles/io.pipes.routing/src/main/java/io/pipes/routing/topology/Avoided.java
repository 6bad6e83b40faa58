// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Clock;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Router;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Links that turned out not to be usable, so that others are better; forgotten after a while, since whoever refused may have room again. */
final class Avoided {
    static final Duration FOR = Duration.ofSeconds(10);

    /** A peer that refuses everything makes this node avoid many links; the oldest are forgotten then. */
    private static final int MAX = 256;

    private final Clock clock;
    private final Map<Router.Edge, Long> until = new LinkedHashMap<>();

    Avoided(Clock clock) {
        this.clock = clock;
    }

    void add(NodeId one, NodeId other) {
        Router.Edge edge = edge(one, other);
        until.remove(edge);
        until.put(edge, clock.nanos() + FOR.toNanos());
        if (until.size() > MAX) {
            until.remove(until.keySet().iterator().next());
        }
    }

    boolean contains(NodeId one, NodeId other) {
        return !until.isEmpty() && until.containsKey(edge(one, other));
    }

    /** Forgets what is over; whether there was any. */
    boolean expire() {
        long now = clock.nanos();
        boolean any = false;
        for (Iterator<Long> left = until.values().iterator(); left.hasNext() && left.next() - now <= 0; any = true) {
            left.remove();
        }
        return any;
    }

    private static Router.Edge edge(NodeId one, NodeId other) {
        return one.compareTo(other) < 0 ? new Router.Edge(one, other) : new Router.Edge(other, one);
    }
}
