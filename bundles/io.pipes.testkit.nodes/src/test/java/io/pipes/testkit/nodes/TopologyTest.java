// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.node.NodeInfo;
import io.pipes.base.id.NodeId;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What nodes know of each other's links. */
class TopologyTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    @SimulatedNodes(count = 30)
    void everybody_knows_all_links(SimulatedPipes pipes) {
        assertThat(truth(pipes)).hasSizeGreaterThan(29);

        pipes.nodes().forEach(node -> assertThat(links(node)).as("at " + node).isEqualTo(truth(pipes)));
        assertThat(pipes.node(7).network().nodes())
                .extracting(NodeInfo::hops)
                .allMatch(hops -> hops >= 1 && hops <= 4)
                .anyMatch(hops -> hops > 1);
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

    private static Set<String> links(SimulatedNode node) {
        return node.network().topology().stream()
                .map(link -> link(link.one(), link.other()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String link(NodeId one, NodeId other) {
        return one.compareTo(other) < 0 ? one + "-" + other : other + "-" + one;
    }
}
