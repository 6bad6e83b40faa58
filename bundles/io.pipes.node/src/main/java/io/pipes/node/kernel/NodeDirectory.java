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
import io.pipes.spi.node.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What a node knows of the others and of itself. Changed on the loop, read from any thread. */
final class NodeDirectory {
    /** They change far more often than somebody wants to see all of them, so they are put in order only then. */
    private static final Comparator<Member> BY_NAME =
            Comparator.comparing(Member::name).thenComparing(Member::id);

    private final Clock clock;
    private final NodeParts parts;
    private final LinkTable table;
    private final NodeRouting routing;
    private final Set<NodeId> open = ConcurrentHashMap.newKeySet();
    private final Map<NodeId, Instant> lastSeen = new ConcurrentHashMap<>();
    private final Map<NodeId, Member> others = new ConcurrentHashMap<>();
    private volatile Role role = Role.READER;
    private volatile boolean revoked;
    private volatile Optional<NodeId> replacedBy = Optional.empty();
    private volatile Map<NodeId, Route> routes = Map.of();

    NodeDirectory(Clock clock, NodeParts parts, LinkTable table, NodeRouting routing) {
        this.clock = clock;
        this.parts = parts;
        this.table = table;
        this.routing = routing;
    }

    /** Looks at everybody. */
    void refresh() {
        parts.ledger().members().forEach(member -> changed(Optional.empty(), Optional.of(member)));
        refreshSelf();
    }

    /** One member has come, changed or gone. */
    void changed(Optional<Member> before, Optional<Member> now) {
        if (now.isEmpty()) {
            before.ifPresent(member -> others.remove(member.id()));
        }
        now.filter(member -> !member.id().equals(parts.id())).ifPresent(member -> others.put(member.id(), member));
        refreshSelf();
    }

    private void refreshSelf() {
        NodeId self = parts.id();
        role = parts.ledger().member(self).map(Member::role).orElse(role);
        revoked = parts.ledger().isRevoked(self);
        replacedBy = revoked ? parts.ledger().successor(self) : Optional.empty();
    }

    void linked(NodeId node) {
        open.add(node);
    }

    /** Whether there was an open link. */
    boolean unlinked(Link link) {
        lastSeen.put(link.peer(), heard(link));
        return open.remove(link.peer());
    }

    /** Routes have changed; tells who came into reach and who is beyond it now. */
    void routesChanged(NodeEvents events) {
        Map<NodeId, Route> before = routes;
        Map<NodeId, Route> now = new LinkedHashMap<>();
        routing.router()
                .ifPresent(router -> router.reachable()
                        .forEach(node -> router.route(node).ifPresent(route -> now.put(node, route))));
        routes = now;
        now.keySet().stream().filter(node -> !before.containsKey(node)).forEach(node -> events.tell("reachable", node));
        before.keySet().stream()
                .filter(node -> !now.containsKey(node))
                .forEach(node -> events.tell("unreachable", node));
    }

    /** How many others there are. */
    int size() {
        return others.size();
    }

    boolean revoked() {
        return revoked;
    }

    Optional<NodeId> replacedBy() {
        return replacedBy;
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
        return others.values().stream().sorted(BY_NAME).map(this::describe).toList();
    }

    Optional<NodeInfo> node(NodeId id) {
        return Optional.ofNullable(others.get(id)).map(this::describe);
    }

    private NodeInfo describe(Member member) {
        NodeId id = member.id();
        Optional<Link> link = open.contains(id) ? table.seen(id) : Optional.empty();
        Optional<Instant> seen = link.map(this::heard).or(() -> Optional.ofNullable(lastSeen.get(id)));
        boolean direct = link.filter(Link::direct).isPresent();
        Optional<Route> route = direct ? Optional.empty() : Optional.ofNullable(routes.get(id));
        boolean reachable = link.isPresent() || route.isPresent();
        return new NodeInfo(
                id,
                member.name(),
                member.identity(),
                member.role(),
                direct ? NodeState.CONNECTED : reachable ? NodeState.REACHABLE : NodeState.JOINED,
                direct ? 1 : route.map(Route::hops).orElse(0),
                route.map(Route::first).filter(first -> !first.equals(id)),
                link.map(Link::roundTrip).or(() -> route.map(Route::roundTrip)).filter(measured -> !measured.isZero()),
                // Where a link comes from is no address at which anybody could call.
                link.filter(there -> direct && there.initiator())
                        .map(there -> there.remote().toString()),
                seen);
    }

    private Instant heard(Link link) {
        Duration ago = Duration.ofNanos(clock.nanos() - link.lastHeard());
        return Instant.ofEpochMilli(clock.wallMillis() - ago.toMillis());
    }
}
