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

/** Whole nodes, of whom nobody has a link to everybody: packets come once, on short ways, and nothing is lost in trouble. */
@Tag("simulation")
class BroadcastTreeTest {
    private static final int NODES = 50;
    private static final int PACKETS = 10;
    private static final Duration HOP = Duration.ofMillis(20);
    private static final Duration TICK = Duration.ofMillis(10);
    private static final Conditions EVEN = Conditions.CALM.latency(Latency.fixed(HOP));

    @Test
    void once_the_tree_stands_each_node_gets_each_packet_about_once_on_the_shortest_way() {
        try (SimulatedPipes pipes = start(50, EVEN)) {
            for (SimulatedNode author : pipes.nodes().subList(NODES - 3, NODES)) {
                assertThat(author.peers()).hasSizeLessThan(NODES / 2);
                hops(pipes, author, "first of " + author);
                pipes.settle();
                pipes.traffic().reset();
                for (int i = 0; i < PACKETS; i++) {
                    assertThat(hops(pipes, author, i + " of " + author))
                            .isLessThan(Overlay.of(pipes).eccentricity(author) + 0.5);
                }
                pipes.settle();
                double copies = (double) pipes.traffic().packets() / PACKETS / (NODES - 1);
                assertThat(copies).isBetween(1.0, 1.2);
            }
        }
    }

    @Test
    void when_nodes_die_in_the_middle_of_a_stream_all_others_hear_all_of_it() {
        try (SimulatedPipes pipes = start(51, EVEN.loss(0.1))) {
            SimulatedNode author = pipes.node(NODES - 1);
            List<String> said = new ArrayList<>(stream(pipes, author, 0, 1));
            pipes.settle();
            for (int i = 0; i < 5; i++) {
                said.addAll(stream(pipes, author, said.size(), 100));
                pipes.node(i * 7).kill();
            }
            said.addAll(stream(pipes, author, said.size(), 100));
            pipes.settle();

            for (SimulatedNode node : pipes.nodes()) {
                if (node.isRunning() && node != author) {
                    assertThat(node.heard())
                            .as("what %s heard in %s", node, pipes)
                            .isEqualTo(said);
                }
            }
        }
    }

    @Test
    void one_who_comes_back_gets_into_the_tree() {
        try (SimulatedPipes pipes = start(52, EVEN)) {
            SimulatedNode author = pipes.node(NODES - 1);
            SimulatedNode late = pipes.node(20);
            late.kill();
            stream(pipes, author, 0, 100);
            late.restart();
            pipes.settle();
            stream(pipes, author, 100, 50);
            pipes.settle();
            pipes.traffic().reset();
            List<String> said = stream(pipes, author, 150, 50);
            pipes.settle();

            assertThat(late.heard()).containsAll(said).doesNotHaveDuplicates();
            assertThat((double) pipes.traffic().packets() / 50 / (NODES - 1)).isBetween(1.0, 1.2);
        }
    }

    private static SimulatedPipes start(long seed, Conditions conditions) {
        return SimulatedPipes.network(NODES).seed(seed).conditions(conditions).start();
    }

    private static List<String> stream(SimulatedPipes pipes, SimulatedNode author, int from, int count) {
        List<String> said = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            said.add("number " + i);
            author.publish("number " + i);
            pipes.pass(TICK);
        }
        return said;
    }

    /** Publishes and lets time pass until everybody has heard it; returns the time in hops. */
    private static double hops(SimulatedPipes pipes, SimulatedNode author, String text) {
        long begin = pipes.time().nanos();
        author.publish(text);
        assertThat(pipes.until(
                        () -> pipes.nodes().stream().allMatch(node -> node == author || heardLast(node, text)),
                        Duration.ofSeconds(5)))
                .isTrue();
        return (double) (pipes.time().nanos() - begin) / HOP.toNanos();
    }

    private static boolean heardLast(SimulatedNode node, String text) {
        List<String> heard = node.heard();
        return !heard.isEmpty() && heard.get(heard.size() - 1).equals(text);
    }
}
