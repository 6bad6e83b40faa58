// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.api.network.NetworkState;
import io.pipes.api.network.Role;
import io.pipes.api.node.NodeInfo;
import io.pipes.api.node.NodeState;
import io.pipes.base.Clock;
import io.pipes.base.id.NodeId;
import io.pipes.node.link.Link;
import io.pipes.node.link.LinkTable;
import io.pipes.spi.node.Member;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What a node knows of the others and of itself. Changed on the loop, read from any thread. */
final class NodeDirectory {
    private final Clock clock;
    private final NodeParts parts;
    private final LinkTable table;
    private final Set<NodeId> open = ConcurrentHashMap.newKeySet();
    private final Map<NodeId, Instant> lastSeen = new ConcurrentHashMap<>();
    private volatile List<Member> others = List.of();
    private volatile Role role = Role.READER;
    private volatile boolean revoked;

    NodeDirectory(Clock clock, NodeParts parts, LinkTable table) {
        this.clock = clock;
        this.parts = parts;
        this.table = table;
    }

    /** The ledger has changed. */
    void refresh() {
        NodeId self = parts.id();
        others = parts.ledger().members().stream()
                .filter(member -> !member.id().equals(self))
                .sorted(Comparator.comparing(Member::name).thenComparing(Member::id))
                .toList();
        role = parts.ledger().member(self).map(Member::role).orElse(role);
        revoked = parts.ledger().isRevoked(self);
    }

    void linked(NodeId node) {
        open.add(node);
    }

    /** Whether there was an open link. */
    boolean unlinked(Link link) {
        lastSeen.put(link.peer(), heard(link));
        return open.remove(link.peer());
    }

    boolean revoked() {
        return revoked;
    }

    Role role() {
        return role;
    }

    NetworkState state() {
        if (revoked) {
            return NetworkState.REVOKED;
        }
        return open.isEmpty() ? NetworkState.ALONE : NetworkState.CONNECTED;
    }

    List<NodeInfo> nodes() {
        return others.stream().map(this::describe).toList();
    }

    Optional<NodeInfo> node(NodeId id) {
        return others.stream()
                .filter(member -> member.id().equals(id))
                .findFirst()
                .map(this::describe);
    }

    private NodeInfo describe(Member member) {
        NodeId id = member.id();
        Optional<Link> link = open.contains(id) ? table.seen(id) : Optional.empty();
        Optional<Instant> seen = link.map(this::heard).or(() -> Optional.ofNullable(lastSeen.get(id)));
        return new NodeInfo(
                id,
                member.name(),
                member.identity(),
                member.role(),
                link.isPresent() ? NodeState.CONNECTED : NodeState.JOINED,
                link.isPresent() ? 1 : 0,
                link.map(Link::roundTrip).filter(measured -> !measured.isZero()),
                // Where a link comes from is no address at which anybody could call.
                link.filter(Link::initiator).map(there -> there.remote().toString()),
                seen);
    }

    private Instant heard(Link link) {
        Duration ago = Duration.ofNanos(clock.nanos() - link.lastHeard());
        return Instant.ofEpochMilli(clock.wallMillis() - ago.toMillis());
    }
}
