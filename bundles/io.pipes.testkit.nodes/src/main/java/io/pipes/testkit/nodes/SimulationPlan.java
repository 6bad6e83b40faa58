// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.node.kernel.BoxTiming;
import io.pipes.pipeline.held.HeldRules;
import io.pipes.spi.home.Settings.Peering;
import io.pipes.testkit.network.Conditions;
import java.time.Duration;
import java.util.Optional;

/**
 * How a simulated network is to be. Each method gives another plan, {@link #start} makes the network.
 *
 * @param nodes how many, 1 to 2,000
 * @param seed decides everything that chance decides
 * @param conditions between all machines, from the first moment on
 * @param buggify whether rare but lawful behaviour is made common, see {@link io.pipes.testkit.time.Buggify}
 * @param peering how nodes find their peers
 * @param commit how long it takes until something stored is durable
 * @param routed whether nodes have the features that reach beyond their peers: ways through others, and presence
 * @param natted how many of the nodes, the last ones, call others but cannot be called
 * @param inTurn whether nodes join one after the other, and sleep until all have joined, instead of all at once
 * @param held how messages for nodes that are away are held
 * @param share how many bytes of contents above 1 MiB of one other member's messages a node fetches by itself
 * @param stores what nodes are stored in; empty for stores in memory, which crash as stores on a disk do
 * @param boxes when box keys are replaced and destroyed
 */
public record SimulationPlan(
        int nodes,
        long seed,
        Suite suite,
        Conditions conditions,
        boolean buggify,
        Peering peering,
        Duration commit,
        int natted,
        boolean routed,
        boolean inTurn,
        HeldRules held,
        long share,
        Optional<StoreMaker> stores,
        BoxTiming boxes) {
    public SimulationPlan {
        if (nodes < 1 || nodes > 2_000) {
            throw new IllegalArgumentException("A simulated network has 1 to 2,000 nodes");
        }
        if (natted < 0 || natted >= nodes) {
            throw new IllegalArgumentException("The first node founds the network and can be called");
        }
    }

    /** Nodes on the simulated suite and a calm network, from seed 1. */
    static SimulationPlan of(int nodes) {
        return new SimulationPlan(
                nodes,
                1,
                Suite.SIMULATED,
                Conditions.CALM,
                false,
                Peering.AUTO,
                Duration.ofMillis(2),
                0,
                true,
                false,
                HeldRules.DEFAULT,
                Long.MAX_VALUE,
                Optional.empty(),
                BoxTiming.DEFAULT);
    }

    public SimulationPlan seed(long other) {
        return new SimulationPlan(
                nodes,
                other,
                suite,
                conditions,
                buggify,
                peering,
                commit,
                natted,
                routed,
                inTurn,
                held,
                share,
                stores,
                boxes);
    }

    public SimulationPlan suite(Suite other) {
        return new SimulationPlan(
                nodes,
                seed,
                other,
                conditions,
                buggify,
                peering,
                commit,
                natted,
                routed,
                inTurn,
                held,
                share,
                stores,
                boxes);
    }

    public SimulationPlan conditions(Conditions other) {
        return new SimulationPlan(
                nodes, seed, suite, other, buggify, peering, commit, natted, routed, inTurn, held, share, stores,
                boxes);
    }

    public SimulationPlan buggify(boolean other) {
        return new SimulationPlan(
                nodes,
                seed,
                suite,
                conditions,
                other,
                peering,
                commit,
                natted,
                routed,
                inTurn,
                held,
                share,
                stores,
                boxes);
    }

    public SimulationPlan peering(Peering other) {
        return new SimulationPlan(
                nodes,
                seed,
                suite,
                conditions,
                buggify,
                other,
                commit,
                natted,
                routed,
                inTurn,
                held,
                share,
                stores,
                boxes);
    }

    public SimulationPlan commit(Duration other) {
        return new SimulationPlan(
                nodes,
                seed,
                suite,
                conditions,
                buggify,
                peering,
                other,
                natted,
                routed,
                inTurn,
                held,
                share,
                stores,
                boxes);
    }

    /** The last ones of the nodes are behind a router that lets nobody in: they call others but cannot be called. */
    public SimulationPlan natted(int other) {
        return new SimulationPlan(
                nodes,
                seed,
                suite,
                conditions,
                buggify,
                peering,
                commit,
                other,
                routed,
                inTurn,
                held,
                share,
                stores,
                boxes);
    }

    /** Without what reaches beyond peers, a run costs a fraction: for tests of peers and of the membership log. */
    public SimulationPlan routed(boolean other) {
        return new SimulationPlan(
                nodes,
                seed,
                suite,
                conditions,
                buggify,
                peering,
                commit,
                natted,
                other,
                inTurn,
                held,
                share,
                stores,
                boxes);
    }

    public SimulationPlan held(HeldRules other) {
        return new SimulationPlan(
                nodes,
                seed,
                suite,
                conditions,
                buggify,
                peering,
                commit,
                natted,
                routed,
                inTurn,
                other,
                share,
                stores,
                boxes);
    }

    public SimulationPlan share(long other) {
        return new SimulationPlan(
                nodes,
                seed,
                suite,
                conditions,
                buggify,
                peering,
                commit,
                natted,
                routed,
                inTurn,
                held,
                other,
                stores,
                boxes);
    }

    /**
     * Nodes join one after the other and sleep; when all have joined they wake up at the same moment, as after a power failure. For very
     * many nodes that is cheaper than that each hears of each when it joins.
     */
    public SimulationPlan joiningInTurn() {
        return new SimulationPlan(
                nodes,
                seed,
                suite,
                conditions,
                buggify,
                peering,
                commit,
                natted,
                routed,
                true,
                held,
                share,
                stores,
                boxes);
    }

    /** Keeps what nodes store elsewhere than in memory; {@link SimulatedNode#failStore} and {@link SimulatedNode#damageStore} are without use then. */
    public SimulationPlan stores(StoreMaker other) {
        return new SimulationPlan(
                nodes,
                seed,
                suite,
                conditions,
                buggify,
                peering,
                commit,
                natted,
                routed,
                inTurn,
                held,
                share,
                Optional.of(other),
                boxes);
    }

    public SimulationPlan boxes(BoxTiming other) {
        return new SimulationPlan(
                nodes,
                seed,
                suite,
                conditions,
                buggify,
                peering,
                commit,
                natted,
                routed,
                inTurn,
                held,
                share,
                stores,
                other);
    }

    /**
     * Makes machines, nodes and identities, founds a network at the first node, lets all others join, and makes a live pipeline to
     * which everybody listens. Returns when everybody knows everybody and has the pipeline's key.
     */
    public SimulatedPipes start() {
        SimulatedPipes pipes = new SimulatedPipes(this);
        new Forming(pipes).run();
        return pipes;
    }
}
