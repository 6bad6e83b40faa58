// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.routing.circuit.Circuits;
import io.pipes.routing.topology.Topology;
import io.pipes.spi.node.Route;
import io.pipes.spi.node.Router;
import io.pipes.spi.node.TrafficClass;
import io.pipes.spi.transport.Connection;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What the node's kernel and its other features ask this one. */
final class NodeRouter implements Router {
    private final Topology topology;
    private final Circuits circuits;

    NodeRouter(Topology topology, Circuits circuits) {
        this.topology = topology;
        this.circuits = circuits;
    }

    @Override
    public Optional<Route> route(NodeId member) {
        return topology.route(member);
    }

    @Override
    public Optional<Route> taken(NodeId member) {
        return circuits.taken(member);
    }

    @Override
    public Collection<NodeId> reachable() {
        return topology.reachable();
    }

    @Override
    public Collection<Edge> edges() {
        return topology.edges();
    }

    @Override
    public CompletionStage<Connection> open(NodeId member, TrafficClass traffic) {
        return circuits.open(member, traffic);
    }

    @Override
    public void announce(Bytes note) {
        topology.announce(note);
    }

    @Override
    public Optional<Bytes> note(NodeId member) {
        return topology.note(member);
    }
}
