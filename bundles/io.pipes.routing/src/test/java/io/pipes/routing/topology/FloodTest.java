// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloodTest {
    private static final Duration AT_ONCE = Duration.ofMillis(200);

    /** A link more is told of a second after the last word. */
    private static final Duration AT_LEISURE = Duration.ofMillis(2_200);

    @ParameterizedTest
    @ValueSource(ints = {20, 50})
    void everybody_knows_all_links_and_a_way_to_everybody(int count) {
        try (TestNetwork network = TestNetwork.mesh(count, 7)) {
            network.assertAllKnowTheTruth();

            for (TestNode node : network.nodes) {
                List<NodeId> others = network.nodes.stream()
                        .map(TestNode::id)
                        .filter(id -> !id.equals(node.id()))
                        .sorted()
                        .toList();
                assertThat(node.topology().reachable()).containsExactlyElementsOf(others);
            }
        }
    }

    @Test
    void a_link_that_is_cut_is_known_everywhere_at_once() {
        try (TestNetwork network = TestNetwork.mesh(30, 3)) {
            network.cut(network.links.get(5));

            network.pass(AT_ONCE);

            network.assertAllKnowTheTruth();
        }
    }

    @Test
    void a_link_that_is_interrupted_is_not_advertised_until_it_is_back() {
        try (TestNetwork network = TestNetwork.line(4)) {
            TestLink link = network.links.get(2);

            link.interrupt();
            network.pass(Duration.ofMillis(100));
            assertThat(network.node(0).topology().edges()).hasSize(3);
            network.pass(Duration.ofMillis(100));
            assertThat(network.node(0).topology().edges()).hasSize(2);
            assertThat(network.node(0).topology().route(network.node(3).id())).isEmpty();

            link.restore();
            network.pass(AT_LEISURE);
            network.assertAllKnowTheTruth();
        }
    }

    @Test
    void two_halves_that_meet_again_learn_all_of_each_other() {
        try (TestNetwork network = TestNetwork.of(60, 5)) {
            for (int i = 1; i < 30; i++) {
                network.link(i - 1, i);
                network.link(29 + i, 30 + i);
            }
            network.settle();
            assertThat(network.node(0).topology().reachable()).hasSize(29);

            TestLink bridge = network.link(0, 59);
            network.settle();

            network.assertAllKnowTheTruth();
            network.cut(bridge);
            network.settle();
            assertThat(network.node(0).topology().reachable()).hasSize(29);
        }
    }

    @Test
    void nobody_says_anything_while_nothing_changes() {
        try (TestNetwork network = TestNetwork.mesh(20, 2)) {
            long before = network.bytes();

            network.pass(Duration.ofHours(1));

            assertThat(network.bytes()).isEqualTo(before);
        }
    }

    @Test
    void two_nodes_in_step_say_less_than_a_hundred_bytes_to_each_other() {
        try (TestNetwork network = TestNetwork.mesh(50, 2)) {
            TestLink link = network.links.get(9);
            long before = network.bytes();

            link.renew();
            network.settle();

            assertThat(network.bytes() - before).isGreaterThan(0).isLessThan(100);
        }
    }

    @Test
    void a_new_link_costs_both_ends_one_advert_for_each_of_their_links() {
        try (TestNetwork network = TestNetwork.mesh(50, 2)) {
            TestLink link = network.link(3, 30);

            network.settle();

            network.assertAllKnowTheTruth();
            assertThat(link.bytes).isLessThan(100 + 4 * 250);
        }
    }

    @Test
    void a_newcomer_is_sent_everything_without_naming_it() {
        try (TestNetwork network = TestNetwork.mesh(100, 2)) {
            TestNode newcomer = network.add();
            TestLink link = network.link(newcomer, network.node(0));

            network.settle();

            network.assertAllKnowTheTruth();
            long adverts = 100 * 250;
            assertThat(link.bytes).isLessThan(adverts + 100 * Prefix.BYTES);
        }
    }

    @Test
    void a_newcomer_gets_everything_about_once_however_many_links_it_begins_with() {
        try (TestNetwork network = TestNetwork.mesh(100, 2)) {
            TestNode newcomer = network.add();
            network.settle();

            for (int i = 0; i < 8; i++) {
                network.link(newcomer, network.node(i * 11));
            }
            network.settle();

            network.assertAllKnowTheTruth();
            long all = 100 * 250;
            assertThat(network.links(newcomer).stream()
                            .mapToLong(link -> link.bytes)
                            .sum())
                    .isLessThan(9 * all / 4);
        }
    }

    @Test
    void delays_that_change_all_the_time_are_told_three_times_and_then_once_a_minute() {
        try (TestNetwork network = TestNetwork.line(3)) {
            TestLink link = network.links.get(0);
            long before = network.links.get(1).messages;

            for (int i = 0; i < 60; i++) {
                link.delay = Duration.ofMillis(i % 2 == 0 ? 100 : 1);
                network.pass(Duration.ofSeconds(10));
            }

            // Both ends measure.
            assertThat(network.links.get(1).messages - before).isBetween(6L, 2L * (3 + 10));
            network.pass(Duration.ofMinutes(2));
            network.assertAllKnowTheTruth();
        }
    }

    @Test
    void a_node_that_does_not_relay_is_only_an_end() {
        try (TestNetwork network = TestNetwork.of(4, 1)) {
            network.node(1).relays = false;
            network.node(1).stop();
            network.node(1).start();
            network.link(0, 1);
            network.link(1, 2);
            network.link(2, 3);
            network.settle();

            assertThat(network.node(0).topology().route(network.node(1).id())).isPresent();
            assertThat(network.node(0).topology().route(network.node(2).id())).isEmpty();
            assertThat(network.node(3)
                            .topology()
                            .route(network.node(1).id())
                            .orElseThrow()
                            .hops())
                    .isEqualTo(2);
        }
    }

    @Test
    void a_note_is_known_to_everybody() {
        try (TestNetwork network = TestNetwork.line(5)) {
            network.node(0).loop.execute(() -> network.node(0).topology().announce(Bytes.utf8("busy")));

            network.pass(AT_ONCE);

            assertThat(network.node(4).topology().note(network.node(0).id())).contains(Bytes.utf8("busy"));
        }
    }
}
