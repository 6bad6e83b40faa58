// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.spi.node.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Members and nodes that come, go and come back. */
class ComingAndGoingTest {
    @Test
    void a_node_that_was_started_again_goes_on_with_higher_numbers() {
        try (TestNetwork network = TestNetwork.mesh(10, 1)) {
            TestNode node = network.node(3);
            long before = number(network.node(8), node);

            restart(network, node);

            network.assertAllKnowTheTruth();
            assertThat(number(network.node(8), node)).isGreaterThan(before);
        }
    }

    @Test
    void a_node_that_lost_its_store_learns_from_its_peers_which_numbers_it_used() {
        try (TestNetwork network = TestNetwork.mesh(10, 1)) {
            TestNode node = network.node(3);
            network.link(node, network.node(8));
            network.settle();
            long before = number(network.node(8), node);
            node.loseStore();

            restart(network, node);

            network.assertAllKnowTheTruth();
            assertThat(number(network.node(8), node)).isGreaterThan(before);
            assertThat(network.nodes).allMatch(other -> other.problems.isEmpty());
        }
    }

    @Test
    void no_number_is_used_twice_even_if_nobody_remembers_any() {
        try (TestNetwork network = TestNetwork.line(2)) {
            TestNode node = network.node(0);
            TestNode peer = network.node(1);
            long before = number(peer, node);
            TestLink link = network.links.get(0);
            network.cut(link);
            network.nodes.forEach(TestNode::stop);
            network.settle();

            network.nodes.forEach(TestNode::start);
            network.settle();
            network.link(0, 1);
            network.settle();

            assertThat(number(peer, node)).isGreaterThan(before);
        }
    }

    @Test
    void a_bundle_that_is_replaced_knows_everything_again_from_the_peers() {
        try (TestNetwork network = TestNetwork.mesh(10, 1)) {
            TestNode node = network.node(3);

            node.stop();
            node.start();
            network.settle();

            network.assertAllKnowTheTruth();
            assertThat(node.topology().reachable()).hasSize(9);
        }
    }

    @Test
    void the_links_of_a_removed_member_are_gone_and_come_back_when_its_removal_turns_out_void() {
        try (TestNetwork network = TestNetwork.mesh(10, 1)) {
            Member member = network.node(4).member();

            network.remove(network.node(4));
            network.settle();
            assertThat(network.node(9).topology().edges())
                    .noneMatch(edge ->
                            edge.one().equals(member.id()) || edge.other().equals(member.id()));
            assertThat(network.node(9).topology().reachable()).hasSize(8);

            network.nodes.forEach(node -> node.learn(member));
            network.settle();
            network.assertAllKnowTheTruth();
        }
    }

    @Test
    void who_is_not_known_as_a_member_yet_counts_as_soon_as_it_is() {
        try (TestNetwork network = TestNetwork.line(4)) {
            TestNode late = network.node(3);
            TestNode joined = network.addUnknownTo(late);
            network.link(network.node(0), joined);
            network.settle();
            assertThat(late.topology().reachable()).hasSize(3);

            late.learn(joined.member());
            network.settle();

            network.assertAllKnowTheTruth();
        }
    }

    @Test
    void more_strangers_than_are_kept_are_asked_for_again_when_they_have_joined() {
        try (TestNetwork network = TestNetwork.line(3)) {
            TestNode late = network.node(2);
            List<TestNode> joined = new ArrayList<>();
            for (int i = 0; i < Strangers.MAX + 30; i++) {
                TestNode node = network.addUnknownTo(late);
                joined.add(node);
                network.link(i == 0 ? network.node(0) : joined.get(i / 3), node);
            }
            network.settle();
            assertThat(late.topology().reachable()).hasSize(2);

            joined.forEach(node -> late.learn(node.member()));
            network.pass(Duration.ofMinutes(1));

            network.assertAllKnowTheTruth();
        }
    }

    private static void restart(TestNetwork network, TestNode node) {
        List<TestLink> links = List.copyOf(network.links(node));
        links.forEach(network::cut);
        node.stop();
        network.settle();
        node.start();
        network.settle();
        links.forEach(link -> network.link(link.one, link.other));
        network.settle();
    }

    private static long number(TestNode at, TestNode of) {
        return at.topology().advert(of.id()).orElseThrow().number();
    }
}
