// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.testkit.network.Conditions;
import io.pipes.testkit.network.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every live message reaches every connected node exactly once, through 10 % loss, duplicates and reordering, and again from its seed. */
@Tag("simulation")
class LiveMessagesUnderLossTest {
    private static final int ROUNDS = 5;

    private static final Conditions ROUGH = Conditions.CALM
            .latency(Latency.between(Duration.ofMillis(5), Duration.ofMillis(25)))
            .loss(0.1)
            .duplication(0.05)
            .reordering(0.2);

    @Test
    void twenty_nodes_on_pipes1() {
        SimulationPlan plan =
                SimulatedPipes.network(20).seed(20).suite(Suite.PIPES1).conditions(ROUGH);

        assertThat(everybodyHearsEverything(plan)).isEqualTo(everybodyHearsEverything(plan));
    }

    @Test
    void fifty_nodes_on_the_simulated_suite() {
        SimulationPlan plan = SimulatedPipes.network(50).seed(50).conditions(ROUGH);

        assertThat(everybodyHearsEverything(plan)).isEqualTo(everybodyHearsEverything(plan));
    }

    @Test
    void another_seed_is_another_run() {
        SimulationPlan plan = SimulatedPipes.network(8).conditions(ROUGH);

        assertThat(everybodyHearsEverything(plan.seed(1))).isNotEqualTo(everybodyHearsEverything(plan.seed(2)));
    }

    /** Runs the plan and returns the hash of its trace and the notes that end it. */
    private static List<String> everybodyHearsEverything(SimulationPlan plan) {
        try (SimulatedPipes pipes = plan.start()) {
            for (int round = 0; round < ROUNDS; round++) {
                for (SimulatedNode node : pipes.nodes()) {
                    node.publish(node + " says " + round);
                }
                pipes.pass(Duration.ofMillis(100));
            }
            pipes.settle();

            assertThat(pipes.network().count().lost()).as("lost segments").isGreaterThan(100);
            for (SimulatedNode node : pipes.nodes()) {
                assertThat(node.heard())
                        .as("what %s heard in %s", node, pipes)
                        .containsExactlyInAnyOrderElementsOf(fromAllBut(node, pipes));
            }
            List<String> run = new ArrayList<>(pipes.time().trace().notes());
            run.add(pipes.time().trace().toString());
            return run;
        }
    }

    private static List<String> fromAllBut(SimulatedNode listener, SimulatedPipes pipes) {
        List<String> expected = new ArrayList<>();
        for (SimulatedNode node : pipes.nodes()) {
            for (int round = 0; node != listener && round < ROUNDS; round++) {
                expected.add(node + " says " + round);
            }
        }
        return expected;
    }
}
