// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.testkit.network.Conditions;
import io.pipes.testkit.network.Latency;
import io.pipes.testkit.scale.Scale;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Crashes, kills, restarts, cuts and partitions in any order under loss: once it is over, everybody is connected again within thirty
 * seconds, knows the same members and hears everything once. A seed that ever failed is added to those that always run.
 */
@Tag("simulation")
class RecoveryFromTroubleTest {
    private static final int NODES = 10;
    private static final int TROUBLES = 12;
    private static final Duration RECOVERY = Duration.ofSeconds(30);

    private static final Conditions ROUGH = Conditions.CALM
            .latency(Latency.between(Duration.ofMillis(5), Duration.ofMillis(25)))
            .loss(0.1)
            .duplication(0.05)
            .reordering(0.2);

    static LongStream seeds() {
        return Scale.seeds(10, 1_000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everybody_finds_together_again_and_hears_everything_once(long seed) {
        try (SimulatedPipes pipes = SimulatedPipes.network(NODES)
                .seed(seed)
                .buggify(true)
                .conditions(ROUGH)
                .start()) {
            trouble(pipes);

            pipes.heal();
            pipes.nodes().stream().filter(node -> !node.isRunning()).forEach(SimulatedNode::restart);
            assertThat(pipes.until(() -> together(pipes), RECOVERY))
                    .as("everybody is connected again: %s", pipes)
                    .isTrue();
            pipes.settle();
            pipes.nodes().forEach(node -> node.publish("last words of " + node));
            pipes.settle();

            for (SimulatedNode node : pipes.nodes()) {
                assertThat(node.network().nodes()).hasSize(NODES - 1);
                assertThat(node.heardSinceStart())
                        .as("what %s heard in %s", node, pipes)
                        .doesNotHaveDuplicates()
                        .containsAll(lastWordsOfAllBut(node, pipes));
            }
        }
    }

    private static void trouble(SimulatedPipes pipes) {
        SeededRandomness chance = pipes.time().randomness("trouble");
        for (int i = 0; i < TROUBLES; i++) {
            SimulatedNode one = pipes.node(chance.nextInt(NODES));
            SimulatedNode other = pipes.node(chance.nextInt(NODES));
            switch (chance.nextInt(5)) {
                case 0 -> stop(one, SimulatedNode::crash);
                case 1 -> stop(one, SimulatedNode::kill);
                case 2 -> restart(one);
                case 3 -> pipes.partition(pipes.nodes().subList(0, chance.nextInt(NODES)));
                default -> pipes.cut(one, other);
            }
            for (SimulatedNode node : pipes.nodes()) {
                if (node.isRunning() && chance.chance(0.3)) {
                    node.publish(node + " in trouble " + i);
                }
            }
            pipes.pass(Duration.ofMillis(chance.nextInt(20_000)));
        }
    }

    private static void stop(SimulatedNode node, Consumer<SimulatedNode> how) {
        if (node.isRunning()) {
            how.accept(node);
        }
    }

    private static void restart(SimulatedNode node) {
        if (!node.isRunning()) {
            node.restart();
        }
    }

    private static boolean together(SimulatedPipes pipes) {
        return pipes.nodes().stream().allMatch(SimulatedNode::isConnected);
    }

    private static List<String> lastWordsOfAllBut(SimulatedNode listener, SimulatedPipes pipes) {
        return pipes.nodes().stream()
                .filter(node -> node != listener)
                .map(node -> "last words of " + node)
                .toList();
    }
}
