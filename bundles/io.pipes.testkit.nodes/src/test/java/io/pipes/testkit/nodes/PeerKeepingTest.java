// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two hundred nodes keep a few links each, chosen so that whatever happens to a part of them the rest stays one network. */
@Tag("simulation")
class PeerKeepingTest {
    private static final int NODES = 200;
    private static final int AIM = 6;
    private static final int MOST_INBOUND = 128;

    @Test
    void everybody_keeps_a_few_and_nobody_is_chosen_by_all() {
        try (SimulatedPipes pipes = SimulatedPipes.network(NODES).routed(false).start()) {
            assertThat(pipes.nodes())
                    .allSatisfy(node -> assertThat(PeerGraph.outbound(node)).isBetween((long) AIM, 10L));
            assertThat(PeerGraph.inbound(pipes.node(0)))
                    .as("all were invited by the first one, which keeps no more than it has room for")
                    .isLessThanOrEqualTo(MOST_INBOUND);
            assertThat(pipes.nodes().subList(1, NODES))
                    .allSatisfy(node -> assertThat(PeerGraph.inbound(node)).isLessThan(32));
            assertThat(PeerGraph.of(pipes.nodes()).isOneComponent()).isTrue();
        }
    }

    @Test
    void who_has_enough_is_quiet() {
        try (SimulatedPipes pipes = SimulatedPipes.network(NODES).routed(false).start()) {
            pipes.pass(Duration.ofMinutes(2));
            long connections = pipes.network().count().connections();

            pipes.pass(Duration.ofMinutes(10));

            assertThat(pipes.network().count().connections()).isEqualTo(connections);
        }
    }

    @Test
    void when_three_of_ten_crash_at_once_the_others_stay_one_network_and_find_new_peers() {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(NODES).routed(false).seed(30).start()) {
            List<SimulatedNode> mixed = mixed(pipes);
            List<SimulatedNode> crashing = mixed.subList(0, NODES * 3 / 10);
            List<SimulatedNode> left = mixed.subList(NODES * 3 / 10, NODES);

            crashing.forEach(SimulatedNode::crash);

            assertThat(pipes.eventually(
                            () -> PeerGraph.of(left).isOneComponent()
                                    && left.stream().allMatch(node -> PeerGraph.outbound(node) >= AIM)
                                    && left.stream().noneMatch(node -> isLinkedToAny(node, crashing)),
                            Duration.ofSeconds(45)))
                    .as("the dead links are given up after 20 s, and new ones found: %s", pipes)
                    .isTrue();
        }
    }

    @Test
    void two_halves_that_lack_nothing_find_together_again_when_the_cut_is_healed() {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(NODES).routed(false).seed(31).start()) {
            List<SimulatedNode> half = mixed(pipes).subList(0, NODES / 2);
            pipes.partition(half);
            pipes.pass(Duration.ofMinutes(2));
            assertThat(PeerGraph.of(pipes.nodes()).isOneComponent()).isFalse();
            assertThat(pipes.nodes())
                    .allSatisfy(node -> assertThat(PeerGraph.outbound(node)).isGreaterThanOrEqualTo(AIM));

            pipes.heal();

            assertThat(pipes.eventually(() -> PeerGraph.of(pipes.nodes()).isOneComponent(), Duration.ofSeconds(10)))
                    .as("one network again: %s", pipes)
                    .isTrue();
        }
    }

    @Test
    void a_node_that_nobody_can_call_keeps_its_own_links() {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(40).routed(false).natted(10).seed(32).start()) {
            List<SimulatedNode> hidden = pipes.nodes().subList(30, 40);

            assertThat(hidden).allSatisfy(node -> {
                assertThat(PeerGraph.outbound(node)).isGreaterThanOrEqualTo(AIM);
                assertThat(PeerGraph.inbound(node)).isZero();
            });
            assertThat(PeerGraph.of(pipes.nodes()).isOneComponent()).isTrue();
        }
    }

    private static boolean isLinkedToAny(SimulatedNode node, List<SimulatedNode> others) {
        return others.stream().anyMatch(other -> node.peers().contains(other.id()));
    }

    private static List<SimulatedNode> mixed(SimulatedPipes pipes) {
        List<SimulatedNode> mixed = new ArrayList<>(pipes.nodes());
        Collections.shuffle(mixed, new Random(pipes.plan().seed()));
        return mixed;
    }
}
