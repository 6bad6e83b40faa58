// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.node.kernel.BoxTiming;
import io.pipes.pipeline.held.HeldRules;
import io.pipes.spi.home.Settings.Peering;
import io.pipes.testkit.network.Conditions;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a simulated network is to be. Each method gives another plan, {@link #start} makes the network. Without further words its nodes are
 * on the simulated suite and in a calm network, from seed 1, and are stored in memory.
 *
 * <p><b>Threads.</b> A plan does not change once a method has given it.
 */
public final class SimulationPlan implements Cloneable {
    private final int nodes;
    private long seed = 1;
    private Suite suite = Suite.SIMULATED;
    private Conditions conditions = Conditions.CALM;
    private boolean buggify;
    private Peering peering = Peering.AUTO;
    private Duration commit = Duration.ofMillis(2);
    private int natted;
    private boolean routed = true;
    private boolean inTurn;
    private HeldRules held = HeldRules.DEFAULT;
    private long share = Long.MAX_VALUE;
    private Optional<StoreMaker> stores = Optional.empty();
    private BoxTiming boxes = BoxTiming.DEFAULT;

    /** @param nodes how many, 1 to 2,000 */
    SimulationPlan(int nodes) {
        if (nodes < 1 || nodes > 2_000) {
            throw new IllegalArgumentException("A simulated network has 1 to 2,000 nodes");
        }
        this.nodes = nodes;
    }

    private SimulationPlan with(Consumer<SimulationPlan> change) {
        try {
            SimulationPlan other = (SimulationPlan) clone();
            change.accept(other);
            return other;
        } catch (CloneNotSupportedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Decides everything that chance decides. */
    public SimulationPlan seed(long other) {
        return with(plan -> plan.seed = other);
    }

    public SimulationPlan suite(Suite other) {
        return with(plan -> plan.suite = other);
    }

    /** Between all machines, from the first moment on. */
    public SimulationPlan conditions(Conditions other) {
        return with(plan -> plan.conditions = other);
    }

    /** Whether rare but lawful behaviour is made common, see {@link io.pipes.testkit.time.Buggify}. */
    public SimulationPlan buggify(boolean other) {
        return with(plan -> plan.buggify = other);
    }

    /** How nodes find their peers. */
    public SimulationPlan peering(Peering other) {
        return with(plan -> plan.peering = other);
    }

    /** How long it takes until something stored is durable. */
    public SimulationPlan commit(Duration other) {
        return with(plan -> plan.commit = other);
    }

    /** The last ones of the nodes are behind a router that lets nobody in: they call others but cannot be called. */
    public SimulationPlan natted(int other) {
        if (other < 0 || other >= nodes) {
            throw new IllegalArgumentException("The first node founds the network and can be called");
        }
        return with(plan -> plan.natted = other);
    }

    /**
     * Whether nodes have the features that reach beyond their peers: ways through others, presence and services. Without them a run costs
     * a fraction: for tests of peers and of the membership log.
     */
    public SimulationPlan routed(boolean other) {
        return with(plan -> plan.routed = other);
    }

    /** How messages for nodes that are away are held. */
    public SimulationPlan held(HeldRules other) {
        return with(plan -> plan.held = other);
    }

    /** How many bytes of contents above 1 MiB of one other member's messages a node fetches by itself. */
    public SimulationPlan share(long other) {
        return with(plan -> plan.share = other);
    }

    /**
     * Nodes join one after the other and sleep; when all have joined they wake up at the same moment, as after a power failure. For very
     * many nodes that is cheaper than that each hears of each when it joins.
     */
    public SimulationPlan joiningInTurn() {
        return with(plan -> plan.inTurn = true);
    }

    /**
     * Keeps what nodes store elsewhere than in memory, which crashes as stores on a disk do; {@link SimulatedNode#failStore} and {@link
     * SimulatedNode#damageStore} are without use then.
     */
    public SimulationPlan stores(StoreMaker other) {
        return with(plan -> plan.stores = Optional.of(other));
    }

    /** When box keys are replaced and destroyed. */
    public SimulationPlan boxes(BoxTiming other) {
        return with(plan -> plan.boxes = other);
    }

    int nodes() {
        return nodes;
    }

    long seed() {
        return seed;
    }

    Suite suite() {
        return suite;
    }

    Conditions conditions() {
        return conditions;
    }

    boolean buggify() {
        return buggify;
    }

    Peering peering() {
        return peering;
    }

    Duration commit() {
        return commit;
    }

    int natted() {
        return natted;
    }

    boolean routed() {
        return routed;
    }

    boolean inTurn() {
        return inTurn;
    }

    HeldRules held() {
        return held;
    }

    long share() {
        return share;
    }

    Optional<StoreMaker> stores() {
        return stores;
    }

    BoxTiming boxes() {
        return boxes;
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
