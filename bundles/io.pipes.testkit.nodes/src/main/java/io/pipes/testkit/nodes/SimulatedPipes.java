// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.base.Bytes;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.testkit.crypto.KeyOracle;
import io.pipes.testkit.network.SimulatedNetwork;
import io.pipes.testkit.time.Buggify;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * A network of nodes made of the production classes, each on a machine of its own, in virtual time.
 *
 * <pre>{@code
 * try (SimulatedPipes pipes = SimulatedPipes.network(20).seed(7).start()) {
 *     SimulatedNode north = pipes.node(0);
 *     SimulatedNode east = pipes.node(1);
 *     north.publish("hello");
 *     pipes.settle();
 *     assertThat(east.heard()).containsExactly("hello");
 * }
 * }</pre>
 *
 * <p>Time passes only inside the methods that say so. A run is its seed: the same test with the same seed ends with the same {@link
 * VirtualTime#trace}.
 *
 * <p><b>Threads.</b> Only the thread that started it.
 */
public final class SimulatedPipes implements AutoCloseable {
    /** The network's name. */
    public static final String NETWORK = "simulated";

    /** The live pipeline of {@link SimulatedNode#publish} and {@link SimulatedNode#heard}. */
    public static final String PIPELINE = "talk";

    /** After so long without news a network has settled: longer than anything waits for anything in a healthy network. */
    private static final Duration QUIET = Duration.ofSeconds(20);

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final Duration HANG = Duration.ofMinutes(30);

    private final SimulationPlan plan;
    private final VirtualTime time;
    private final SimulatedNetwork network;
    private final KeyOracle oracle;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final LiveTraffic traffic = new LiveTraffic();
    private final TopologyFilm film = new TopologyFilm();
    private final Tap counting = new Counting();
    private Tap tap = Tap.NONE;
    private long news;

    SimulatedPipes(SimulationPlan plan) {
        this.plan = plan;
        time = new VirtualTime(plan.seed());
        Buggify buggify = plan.buggify() ? new Buggify(time.randomness("buggify")) : Buggify.OFF;
        network = new SimulatedNetwork(time, buggify);
        network.conditions(plan.conditions());
        oracle = new KeyOracle(plan.suite().make());
        for (int i = 0; i < plan.nodes(); i++) {
            SimulatedNode node = new SimulatedNode(this, network.add("node-" + i));
            node.host().behindNat(i >= plan.nodes() - plan.natted());
            nodes.add(node);
        }
    }

    /** Begins a plan for so many nodes. */
    public static SimulationPlan network(int nodes) {
        return new SimulationPlan(nodes);
    }

    public SimulationPlan plan() {
        return plan;
    }

    public VirtualTime time() {
        return time;
    }

    /** The machines and what is between them; cuts and conditions are set here. */
    public SimulatedNetwork network() {
        return network;
    }

    /** What nodes say to each other about live packets. */
    public LiveTraffic traffic() {
        return traffic;
    }

    /** From now on this stands between the features of all nodes and their links. */
    void tap(Tap other) {
        tap = other;
    }

    /** What features meet on the way to their links. */
    Tap tap() {
        return counting;
    }

    /** Knows who can read what. Its actors are the nodes' names. */
    public KeyOracle oracle() {
        return oracle;
    }

    /** All nodes; the first one founded the network. */
    public List<SimulatedNode> nodes() {
        return List.copyOf(nodes);
    }

    /** @param index from 0 */
    public SimulatedNode node(int index) {
        return nodes.get(index);
    }

    /**
     * Runs what a test does with this network. When it fails, what happened is written to {@code target/failures}: a report in order of
     * time and a drawing of who was linked to whom, before and after each fault.
     *
     * @param test names the folder
     */
    public void observed(String test, Runnable work) {
        try {
            picture("at the beginning");
            work.run();
        } catch (RuntimeException | Error e) {
            throw new AssertionError(e.getMessage() + "\n" + new Evidence(this).keep(test), e);
        }
    }

    /** Remembers who is linked to whom now. */
    public void picture(String caption) {
        film.take("%,d ms: %s".formatted(time.nanos() / 1_000_000, caption), nodes);
    }

    TopologyFilm film() {
        return film;
    }

    /** One more machine, on which nothing runs so far. */
    public SimulatedNode add() {
        SimulatedNode node = new SimulatedNode(this, network.add("node-" + nodes.size()));
        nodes.add(node);
        return node;
    }

    /**
     * One more machine, with what a node's disk has now, keys included: a clone, or a backup to be restored. Nothing runs on it until it
     * {@linkplain SimulatedNode#boot boots}.
     */
    public SimulatedNode copy(SimulatedNode of) {
        String name = "node-" + nodes.size();
        SimulatedNode copy = of.copy(network.add(name, of.host().disk().copy(plan.seed())));
        nodes.add(copy);
        return copy;
    }

    /** Starts a node on a new machine and lets it join by an invitation; returns when it is a member, by its own account. */
    public void join(SimulatedNode guest) {
        new Forming(this).join(guest);
    }

    /** Lets a node leave the network and join again by an invitation, as a new node. */
    public void rejoin(SimulatedNode node) {
        done(node.network().leave());
        new Forming(this).joinAgain(node);
    }

    /** Cuts two nodes off from each other. */
    public void cut(SimulatedNode one, SimulatedNode other) {
        network.cut(one.host(), other.host());
    }

    /** Cuts a node off from all others. */
    public void cut(SimulatedNode node) {
        network.isolate(node.host());
    }

    /** Splits the network into these nodes and all others. */
    public void partition(Collection<SimulatedNode> oneSide) {
        picture("before " + oneSide.size() + " are split off");
        network.partition(oneSide.stream().map(SimulatedNode::host).toList());
    }

    /** Undoes all cuts and partitions. */
    public void heal() {
        picture("before all cuts are healed");
        network.heal();
    }

    /** Lets time pass. */
    public void pass(Duration duration) {
        time.runFor(duration);
    }

    /** Lets time pass until this holds; false if it did not within the limit. */
    public boolean until(BooleanSupplier holds, Duration limit) {
        return time.runUntil(holds, limit);
    }

    /** As {@link #until}, but looks only each tenth of a second: for questions that cost something. */
    public boolean eventually(BooleanSupplier holds, Duration limit) {
        long end = time.nanos() + limit.toNanos();
        while (!holds.getAsBoolean()) {
            if (time.nanos() >= end) {
                return false;
            }
            time.runFor(LOOK);
        }
        return true;
    }

    /** Lets time pass until a call is over, and gives its result. */
    public <T> T done(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        if (!time.runUntil(future::isDone, HANG)) {
            throw new AssertionError("A call did not end within " + HANG + " of virtual time. " + this);
        }
        return future.join();
    }

    /**
     * Lets time pass until nothing new happens any more: no message is heard, no call ends and nobody connects or goes for twenty
     * seconds.
     */
    public void settle() {
        long quietSince = time.nanos();
        long begin = quietSince;
        for (long seen = news; time.nanos() - quietSince < QUIET.toNanos(); seen = news) {
            time.runFor(STEP);
            if (news != seen) {
                quietSince = time.nanos();
            }
            if (time.nanos() - begin > HANG.toNanos()) {
                throw new AssertionError("The network does not settle. " + this);
            }
        }
    }

    /** Ends the simulation and fails when something threw inside that nobody else noticed. */
    @Override
    public void close() {
        nodes.forEach(SimulatedNode::forget);
        List<Throwable> failures = time.failures();
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " tasks failed inside. " + this, failures.get(0));
        }
    }

    CryptoSuite suite(String actor) {
        return oracle.watch(actor);
    }

    /** Something happened that {@link #settle} waits for. */
    void news(String what) {
        news++;
        time.trace().note(time.nanos(), what);
    }

    /** Counts live packets, and hands everything on to the tap of the test. */
    private final class Counting implements Tap {
        @Override
        public void said(TappedExchange exchange, Bytes message) {
            tap.said(exchange, message);
        }

        @Override
        public void heard(TappedExchange exchange, Bytes message) {
            if (exchange.protocol().equals(LiveTraffic.PROTOCOL)) {
                traffic.arrived(message);
            }
            tap.heard(exchange, message);
        }

        @Override
        public ConnectionHandler beside(TappedExchange exchange, ConnectionHandler handler) {
            return tap.beside(exchange, handler);
        }

        @Override
        public void accused(TappedExchange exchange, String reason) {
            tap.accused(exchange, reason);
        }
    }

    /** What one needs to see the same run again. */
    @Override
    public String toString() {
        return "Simulation of " + plan.nodes() + " nodes on " + plan.suite() + " from seed " + plan.seed() + ", trace "
                + time.trace();
    }
}
