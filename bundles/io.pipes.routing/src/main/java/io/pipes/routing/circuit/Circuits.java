// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.id.NodeId;
import io.pipes.routing.Paths;
import io.pipes.routing.RelayBudget;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Route;
import io.pipes.spi.node.TrafficClass;
import io.pipes.spi.transport.Connection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Connections that lead through other members: opens those that this node wants, accepts those that lead to it, and carries those of
 * others. Lives on the node's loop.
 */
public final class Circuits {
    private final NodeContext node;
    private final Paths paths;
    private final Junction junction;
    private final Set<Call> calls = new LinkedHashSet<>();
    private boolean stopped;

    /** @param budget what this node carries for others */
    public Circuits(NodeContext node, Paths paths, RelayBudget budget) {
        this.node = node;
        this.paths = paths;
        junction = new Junction(node, paths, budget);
    }

    public void start() {
        junction.start();
    }

    /** Ends every circuit; sessions over them go on over others. Leaves nothing behind. */
    public void stop() {
        stopped = true;
        List.copyOf(calls).forEach(Call::stop);
        junction.stop();
    }

    /**
     * Opens a connection to a member through others.
     *
     * @return as {@link io.pipes.spi.node.Router#open} says
     */
    public CompletionStage<Connection> open(NodeId member, TrafficClass traffic) {
        Call call = new Call(node, paths, junction, member, CircuitKind.of(traffic));
        if (stopped) {
            call.stop();
        } else {
            calls.add(call);
            call.begin();
        }
        CompletableFuture<Connection> result = call.result();
        result.whenComplete((connection, failure) -> calls.remove(call));
        return result;
    }

    /** @see io.pipes.spi.node.Router#taken */
    public Optional<Route> taken(NodeId member) {
        return junction.taken(member);
    }

    /** How many circuits lead to this node, from it or through it, counted once on each link. */
    int circuits() {
        return junction.circuits();
    }

    /** How much of the budget is lent to circuits of others, in bytes. */
    long reserved() {
        return junction.reserved();
    }

    /** How many dedicated connections there are for circuits. */
    int bypasses() {
        return junction.bypasses();
    }

    /** How many circuits lead here whose other end has not proven itself. */
    int unproven() {
        return junction.unproven();
    }
}
