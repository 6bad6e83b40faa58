// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.apps;

import io.pipes.api.Pipes;
import io.pipes.api.network.Network;
import io.pipes.testkit.nodes.SimulatedNode;
import io.pipes.testkit.nodes.SimulatedPipes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way of applications to the nodes of a simulated network. Between an application and its node are the gateway and the client of
 * production; only the wire between them is a step on the node's loop.
 *
 * <pre>{@code
 * @Test
 * @SimulatedNodes(count = 20)
 * void everybody_reads_it(SimulatedPipes simulation) {
 *     Applications applications = new Applications(simulation);
 *     Network network = applications.network(simulation.node(0));
 *     Pipeline board = simulation.done(network.pipelines().create("board", PipelineKind.PERSISTENT));
 *     ...
 * }
 * }</pre>
 *
 * <p><b>Crashes.</b> An application lives in the process of its node. What it got here dies with it: nothing that was asked completes any
 * more, and nobody hears anything. After {@link SimulatedNode#restart} ask again, as an application does that is started again.
 *
 * <p><b>Threads.</b> Only the thread of the simulation. Stages complete, and subscribers hear, while time passes ({@link
 * SimulatedPipes#done} lets it pass until a stage is complete); they must never block, since virtual time would stand still.
 */
public final class Applications {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration LOADING = Duration.ofMinutes(1);

    private final SimulatedPipes simulation;
    private final Map<SimulatedNode, ProcessPipes> running = new HashMap<>();

    public Applications(SimulatedPipes simulation) {
        this.simulation = simulation;
    }

    /**
     * What an application on this node calls Pipes: the same as long as the node's process lives, then another one.
     *
     * @throws IllegalStateException while the node does not run
     */
    public Pipes pipes(SimulatedNode node) {
        if (!node.isRunning()) {
            throw new IllegalStateException(
                    node + " is not running, so there is no application on it. Restart it first.");
        }
        return running.compute(node, (key, before) -> ofThisProcess(node, before))
                .pipes();
    }

    /**
     * The simulated network as an application on this node sees it; lets the time pass that a node needs to load it.
     *
     * @throws AssertionError when the node has not loaded it after a minute
     */
    public Network network(SimulatedNode node) {
        Pipes pipes = pipes(node);
        long end = simulation.time().nanos() + LOADING.toNanos();
        while (simulation.time().nanos() < end) {
            Optional<Network> found = simulation.done(pipes.networks().find(SimulatedPipes.NETWORK));
            if (found.isPresent()) {
                return found.get();
            }
            simulation.pass(LOOK);
        }
        throw new AssertionError(node + " has no network '" + SimulatedPipes.NETWORK + "' after " + LOADING
                + " of virtual time. " + simulation);
    }

    private static ProcessPipes ofThisProcess(SimulatedNode node, @Nullable ProcessPipes before) {
        return before != null && before.start() == node.host().starts() ? before : ProcessPipes.of(node);
    }
}
