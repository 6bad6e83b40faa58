// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.node.NodeInfo;
import io.pipes.base.id.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What nodes know of each other's links. */
@Tag("simulation")
class TopologyTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    @SimulatedNodes(count = 30)
    void everybody_knows_all_links(SimulatedPipes pipes) {
        assertThat(truth(pipes)).hasSizeGreaterThan(29);

        pipes.nodes()
                .forEach(node -> assertThat(links(pipes, node)).as("at " + node).isEqualTo(truth(pipes)));
        assertThat(pipes.node(7).network().nodes())
                .extracting(NodeInfo::hops)
                .allMatch(hops -> hops >= 1 && hops <= 4)
                .anyMatch(hops -> hops > 1);
    }

    @Test
    @SimulatedNodes(count = 12)
    void both_sides_of_a_partition_know_what_is_left_and_everything_when_it_heals(SimulatedPipes pipes) {
        List<SimulatedNode> side = pipes.nodes().subList(0, 6);
        pipes.partition(side);
        pipes.pass(Duration.ofMinutes(3));
        pipes.settle();
        assertThat(reached(pipes.node(2))).isEqualTo(5);
        assertThat(reached(pipes.node(9))).isEqualTo(5);

        pipes.heal();
        pipes.pass(Duration.ofMinutes(3));
        pipes.settle();

        pipes.nodes()
                .forEach(node -> assertThat(links(pipes, node)).as("at " + node).isEqualTo(truth(pipes)));
        assertThat(reached(pipes.node(2))).isEqualTo(11);
    }

    @Test
    @SimulatedNodes(count = 8)
    void a_node_that_crashed_or_whose_feature_was_replaced_knows_everything_again(SimulatedPipes pipes) {
        pipes.node(3).crash();
        pipes.pass(SOON);
        pipes.node(3).restart();
        pipes.node(5).replaceRouting();
        pipes.pass(SOON);
        pipes.settle();

        pipes.nodes()
                .forEach(node -> assertThat(links(pipes, node)).as("at " + node).isEqualTo(truth(pipes)));
    }

    @Test
    @SimulatedNodes(count = 8)
    void who_is_removed_is_in_nobody_s_topology(SimulatedPipes pipes) {
        NodeId removed = pipes.node(4).id();

        pipes.done(pipes.node(0).network().revoke(removed));
        pipes.settle();

        for (SimulatedNode node : pipes.nodes()) {
            if (node != pipes.node(4)) {
                assertThat(pipes.done(node.network().topology()))
                        .isNotEmpty()
                        .noneMatch(link ->
                                link.one().equals(removed) || link.other().equals(removed));
            }
        }
    }

    private static long reached(SimulatedNode node) {
        return node.network().nodes().stream().filter(other -> other.hops() > 0).count();
    }

    private static Set<String> truth(SimulatedPipes pipes) {
        Set<String> links = new TreeSet<>();
        for (SimulatedNode node : pipes.nodes()) {
            if (node.isRunning()) {
                node.peers().forEach(peer -> links.add(link(node.id(), peer)));
            }
        }
        return links;
    }

    private static Set<String> links(SimulatedPipes pipes, SimulatedNode node) {
        return pipes.done(node.network().topology()).stream()
                .map(link -> link(link.one(), link.other()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String link(NodeId one, NodeId other) {
        return one.compareTo(other) < 0 ? one + "-" + other : other + "-" + one;
    }

    /** Links ask each other whether they are there; adverts and notes must add nothing to that, however round trips jitter. */
    @Test
    void a_network_at_rest_says_no_more_with_ways_than_without() {
        double without = bytesAMinute(false);
        double with = bytesAMinute(true);

        System.out.printf("20 nodes at rest say %,.0f bytes a minute each without ways, %,.0f with%n", without, with);
        assertThat(with).isLessThan(1.2 * without);
    }

    private static double bytesAMinute(boolean routed) {
        int nodes = 20;
        int minutes = 10;
        try (SimulatedPipes pipes =
                SimulatedPipes.network(nodes).seed(3).routed(routed).start()) {
            pipes.pass(Duration.ofMinutes(2));
            long before = pipes.network().count().bytes();
            pipes.pass(Duration.ofMinutes(minutes));
            return (pipes.network().count().bytes() - before) / (double) (nodes * minutes);
        }
    }
}
