// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.Role;
import io.pipes.testkit.scale.Scale;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clocks that are wrong by ten years, step back, stand still or go at another rate cost no message and lock nobody out. */
@Tag("simulation")
class ClocksAreWrongTest {
    private static final int NODES = 12;
    private static final Duration TEN_YEARS = Duration.ofDays(3_652);

    static LongStream seeds() {
        return Scale.seeds(5, 500);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nobody_is_locked_out_and_everything_is_heard(long seed) {
        try (SimulatedPipes pipes = SimulatedPipes.network(NODES).seed(seed).start()) {
            pipes.observed("ClocksAreWrongTest", () -> run(pipes));
        }
    }

    private static void run(SimulatedPipes pipes) {
        SeededRandomness chance = pipes.time().randomness("clocks");
        for (int round = 0; round < 6; round++) {
            // given clocks that have been wrong and become wrong in another way
            for (SimulatedNode node : pipes.nodes()) {
                disturb(node, chance);
            }
            SimulatedNode restarted = pipes.node(1 + chance.nextInt(NODES - 1));
            restarted.kill();
            pipes.pass(Duration.ofSeconds(chance.nextInt(20)));
            restarted.restart();
            pipes.settle();
            assertThat(pipes.nodes()).as("all are linked: %s", pipes).allMatch(SimulatedNode::isConnected);

            // when the membership changes and somebody speaks
            SimulatedNode changed = pipes.node(1 + chance.nextInt(NODES - 1));
            pipes.done(pipes.node(0).network().assign(changed.id(), round % 2 == 0 ? Role.ADMIN : Role.WRITER));
            String said = "round " + round;
            restarted.publish(said);
            pipes.settle();

            // then all know of it and have heard it once
            assertThat(pipes.nodes().stream().map(SimulatedNode::head).distinct())
                    .hasSize(1);
            List<SimulatedNode> listeners =
                    pipes.nodes().stream().filter(node -> node != restarted).toList();
            assertThat(listeners)
                    .as("who hears what was said: %s", pipes)
                    .allSatisfy(node -> assertThat(node.heard()).containsOnlyOnce(said));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_history_loses_nothing_and_is_the_same_everywhere(long seed) {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(6).seed(seed).routed(false).start()) {
            pipes.observed("ClocksAreWrongTest", () -> write(pipes));
        }
    }

    private static void write(SimulatedPipes pipes) {
        SeededRandomness chance = pipes.time().randomness("clocks");
        Book book = new Book(pipes, Notes.create(pipes));
        for (int round = 0; round < 6; round++) {
            // given clocks that become wrong in another way, also while somebody is away and others are cut off
            pipes.nodes().forEach(node -> disturb(node, chance));
            SimulatedNode away = pipes.node(1 + chance.nextInt(5));
            away.kill();
            pipes.partition(pipes.nodes().subList(3, 6));
            for (int i = 0; i < 20; i++) {
                book.write();
                disturb(pipes.node(chance.nextInt(6)), chance);
            }

            // when they meet again, all have everything, each author's in order
            pipes.heal();
            away.restart();
            pipes.nodes().forEach(node -> node.host().loop().clock().thaw());
            book.agree();
        }
    }

    private static void disturb(SimulatedNode node, SeededRandomness chance) {
        var clock = node.host().loop().clock();
        switch (chance.nextInt(6)) {
            case 0 -> clock.step(TEN_YEARS);
            case 1 -> clock.step(TEN_YEARS.negated());
            case 2 -> clock.step(Duration.ofHours(-1));
            case 3 -> clock.freeze();
            case 4 -> clock.drift(chance.nextInt(200_000) - 100_000);
            default -> clock.thaw();
        }
    }
}
