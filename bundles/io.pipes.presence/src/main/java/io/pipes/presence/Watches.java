// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.presence;

import io.pipes.base.id.NodeId;
import io.pipes.presence.detector.LinkWatch;
import io.pipes.spi.node.LinkState;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The links under watch. Lives on the loop. */
final class Watches {
    /** How late a look may be before this process, and not the others, is taken to have stood still. */
    private static final Duration LATE = Duration.ofSeconds(2);

    private final NodeContext node;
    private final Map<NodeId, LinkWatch> watches = new TreeMap<>();
    private long lastLook;

    Watches(NodeContext node) {
        this.node = node;
        lastLook = node.clock().nanos();
    }

    /** Looks at all links; returns those that are there now, or were at the last look. */
    Set<NodeId> look() {
        long now = node.clock().nanos();
        boolean stoodStill = !watches.isEmpty() && now - lastLook > LATE.toNanos();
        lastLook = now;
        Set<NodeId> seen = new TreeSet<>(watches.keySet());
        watches.keySet().removeIf(member -> node.links().link(member).isEmpty());
        for (NodeId member : node.links().linked()) {
            node.links().link(member).ifPresent(link -> look(member, link));
            seen.add(member);
        }
        if (stoodStill) {
            watches.values().forEach(watch -> watch.stoodStill(now));
        }
        return seen;
    }

    private void look(NodeId member, LinkState link) {
        watches.computeIfAbsent(member, fresh -> new LinkWatch(link.lastHeard()))
                .observe(link.lastHeard());
    }

    boolean isEmpty() {
        return watches.isEmpty();
    }

    /** How unlikely it is that the member is still there, 0 without a link to it. */
    double suspicion(NodeId member) {
        LinkWatch watch = watches.get(member);
        return watch == null ? 0 : watch.suspicion(node.clock().nanos());
    }
}
