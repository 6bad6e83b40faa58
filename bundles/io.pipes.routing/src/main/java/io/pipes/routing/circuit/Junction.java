// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.id.NodeId;
import io.pipes.routing.Paths;
import io.pipes.routing.RelayBudget;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Registration;
import io.pipes.spi.node.Route;
import io.pipes.spi.transport.Connection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where links to peers meet: circuits end here, begin here, or pass from one link to another. */
final class Junction implements Call.Ways, Trunk.Arrival {
    private final NodeContext node;
    private final Paths paths;
    private final RelayBudget budget;
    private final Reservations reservations;
    private final Guests guests = new Guests();
    private final Bypasses bypasses = new Bypasses();
    private final Map<CircuitKind, Trunks> trunks = new EnumMap<>(CircuitKind.class);
    private final Set<CircuitConnection> ends = new LinkedHashSet<>();
    private final Map<CircuitConnection, Route> taken = new LinkedHashMap<>();
    private final List<Registration> registrations = new ArrayList<>();

    Junction(NodeContext node, Paths paths, RelayBudget budget) {
        this.node = node;
        this.paths = paths;
        this.budget = budget;
        reservations = new Reservations(budget);
        for (CircuitKind kind : CircuitKind.values()) {
            trunks.put(kind, new Trunks(node, kind, this, bypasses));
        }
    }

    void start() {
        trunks.forEach((kind, handler) -> registrations.add(node.links().handle(kind.protocol(), handler)));
    }

    void stop() {
        for (CircuitConnection end : List.copyOf(ends)) {
            end.close();
            end.abort();
        }
        trunks.values().forEach(Trunks::stop);
        registrations.forEach(Registration::close);
        registrations.clear();
    }

    int circuits() {
        return trunks.values().stream().mapToInt(Trunks::circuits).sum();
    }

    long reserved() {
        return reservations.reserved();
    }

    int bypasses() {
        return bypasses.size();
    }

    int unproven() {
        return guests.size();
    }

    // circuits of this node

    @Override
    public Optional<Trunk> usable(CircuitKind kind, NodeId peer) {
        return Optional.ofNullable(trunks.get(kind)).flatMap(ofKind -> ofKind.usable(peer));
    }

    @Override
    public Connection end(Hop hop, CircuitKind kind, Route route) {
        List<NodeId> nodes = route.nodes();
        Trial trial = new Trial(paths, route, new Departure(() -> {}));
        CircuitConnection made = end(hop, kind, nodes.get(nodes.size() - 1), trial);
        trial.begin(node.loop(), made);
        taken.put(made, route);
        return made;
    }

    /** The way of the circuit to a member that was opened here last. */
    Optional<Route> taken(NodeId member) {
        return taken.values().stream()
                .filter(route -> route.nodes().get(route.hops() - 1).equals(member))
                .reduce((earlier, later) -> later);
    }

    private CircuitConnection end(Hop hop, CircuitKind kind, NodeId other, CircuitConnection.Watcher watcher) {
        CircuitConnection made = new CircuitConnection(node.loop(), hop, kind, node.id(), other, watcher);
        ends.add(made);
        return made;
    }

    // what others ask for

    @Override
    public void asked(Trunk from, Hop hop, OpenRequest request) {
        if (node.membership().member(request.origin()).isEmpty()) {
            refuse(hop, Refusal.Reason.NO_RELAY);
        } else if (request.arrived()) {
            accept(from, hop, request.origin());
        } else {
            relay(from, hop, request);
        }
    }

    /** On the link's first lane, which is the one that is watched; bulk has others. */
    @Override
    public void beside(NodeId peer) {
        usable(CircuitKind.INTERACTIVE, peer).ifPresent(Trunk::sayItWasBeside);
    }

    private void accept(Trunk from, Hop hop, NodeId origin) {
        if (!guests.hasRoom(from.peer(), origin)) {
            refuse(hop, Refusal.Reason.NO_ROOM);
            return;
        }
        Departure departure = new Departure(guests.enter(from.peer(), origin));
        CircuitConnection connection = end(hop, from.kind(), origin, departure);
        hop.accept();
        node.routing().accept(connection);
    }

    private void relay(Trunk from, Hop hop, OpenRequest request) {
        Optional<Trunk> next = usable(from.kind(), request.rest().get(0));
        if (!budget.relays()) {
            refuse(hop, Refusal.Reason.NO_RELAY);
        } else if (next.isEmpty()) {
            refuse(hop, Refusal.Reason.NO_LINK);
        } else {
            reservations
                    .reserve(from.peer(), request.origin(), 2L * from.kind().window())
                    .ifPresentOrElse(
                            reservation -> Passage.begin(node, reservation, hop, next.get(), request),
                            () -> refuse(hop, Refusal.Reason.NO_ROOM));
        }
    }

    private void refuse(Hop hop, Refusal.Reason reason) {
        hop.refuse(new Refusal(reason, node.id()));
    }

    /** Forgets an end when it is over. */
    private final class Departure implements CircuitConnection.Watcher {
        private final Runnable leave;

        Departure(Runnable leave) {
            this.leave = leave;
        }

        @Override
        public void proven() {
            leave.run();
        }

        @Override
        public void over(CircuitConnection connection) {
            ends.remove(connection);
            taken.remove(connection);
            leave.run();
        }
    }
}
