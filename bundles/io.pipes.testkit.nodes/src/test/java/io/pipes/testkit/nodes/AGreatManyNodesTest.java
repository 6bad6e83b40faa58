// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.node.NodeInfo;
import io.pipes.api.node.NodeState;
import io.pipes.base.id.NodeId;
import io.pipes.testkit.network.Conditions;
import io.pipes.testkit.network.Latency;
import io.pipes.testkit.scale.Scale;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Whole nodes, very many of them: a thousand at night. One story in order, since it takes its time until so many know each other. */
@Tag("simulation")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AGreatManyNodesTest {
    private static final int NODES = Integer.getInteger("pipes.test.large", Scale.nightly() ? 1_000 : 250);
    private static final Duration HOP = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PACKETS = 5;
    private static final int OUTBOUND = 8;
    private static final int INBOUND = 128;

    private SimulatedPipes pipes;
    private SeededRandomness chance;

    @BeforeAll
    void form() {
        pipes = SimulatedPipes.network(NODES)
                .seed(11)
                .joiningInTurn()
                .conditions(Conditions.CALM.latency(Latency.fixed(HOP)))
                .start();
        chance = pipes.time().randomness("large");
    }

    @AfterAll
    void close() {
        pipes.close();
    }

    @Test
    @Order(1)
    void everybody_knows_everybody_and_a_way_there_with_a_handful_of_links() {
        assertThat(pipes.nodes()).allSatisfy(node -> {
            List<NodeInfo> others = node.network().nodes();
            assertThat(others).hasSize(NODES - 1).noneMatch(other -> other.state() == NodeState.JOINED);
            assertThat(node.peers()).hasSizeBetween(4, OUTBOUND + INBOUND);
        });
    }

    @Test
    @Order(2)
    void at_rest_nodes_say_no_more_than_in_a_small_network() {
        long before = pipes.network().count().bytes();

        pipes.pass(Duration.ofMinutes(1));

        long each = (pipes.network().count().bytes() - before) / NODES;
        System.out.printf("%,d nodes at rest say %,d bytes a minute each%n", NODES, each);
        assertThat(each).isLessThan(30_000);
    }

    @Test
    @Order(3)
    void a_packet_reaches_all_within_six_hop_delays_about_once() {
        SimulatedNode author = pipes.node(NODES / 2);
        publish(author, "the tree grows");
        pipes.settle();
        pipes.traffic().reset();

        double longest = 0;
        for (int i = 0; i < PACKETS; i++) {
            longest = Math.max(longest, publish(author, "packet " + i));
        }
        pipes.settle();

        double copies = (double) pipes.traffic().packets() / PACKETS / (NODES - 1);
        System.out.printf("among %,d nodes a packet takes %.1f hop delays and %.2f copies%n", NODES, longest, copies);
        assertThat(longest).isLessThan(6.5);
        assertThat(copies).isBetween(1.0, 1.2);
    }

    @Test
    @Order(4)
    void a_newcomer_is_there_within_two_seconds_and_costs_a_kibibyte_for_each_node() {
        SimulatedNode newcomer = pipes.add();
        long[] bytes = new long[1];
        pipes.network().tap((from, to, segment) -> {
            if (from.equals(newcomer.name()) || to.equals(newcomer.name())) {
                bytes[0] += segment.size();
            }
            return segment;
        });
        long begin = pipes.time().nanos();

        pipes.join(newcomer);
        boolean there = pipes.eventually(() -> knowsAllWays(newcomer), PATIENCE);
        long millis = (pipes.time().nanos() - begin) / 1_000_000;

        System.out.printf("the newcomer knew %,d nodes after %,d ms and %,d bytes%n", NODES, millis, bytes[0]);
        assertThat(there).isTrue();
        assertThat(millis).isLessThan(2_000);
        assertThat(bytes[0]).isLessThan(Math.min(1 << 20, NODES * 1_100 + 16_384));
        pipes.settle();
    }

    @Test
    @Order(5)
    void when_a_link_of_a_way_in_use_is_cut_messages_go_another_way_within_a_second() {
        SimulatedNode from = pipes.node(17);
        SimulatedNode to = farthestFrom(from);
        pipes.cut(from, to);
        MessageStream stream = new MessageStream(pipes, from, to);
        stream.send(1);
        assertThat(stream.allArrive())
                .as("the first one, for which a link is made")
                .isTrue();
        stream.send(300);
        List<NodeId> way = pipes.done(from.network().explain(to.id())).route();

        pipes.cut(node(way.get(0)), node(way.get(1)));
        stream.send(2_000);

        assertThat(stream.allArrive()).isTrue();
        System.out.printf(
                "a cut way of %d hops cost %d ms%n",
                way.size(), stream.longestPause().toMillis());
        assertThat(to.heardDirectly()).hasSize(2_301).doesNotHaveDuplicates();
        assertThat(stream.longestPause()).isBetween(HOP, Duration.ofSeconds(1));
    }

    @Test
    @Order(6)
    void when_three_of_ten_crash_at_once_the_others_are_one_network_and_hear_everything() {
        List<SimulatedNode> left = new ArrayList<>(pipes.nodes());
        Collections.shuffle(left, new java.util.Random(chance.nextLong()));
        List<SimulatedNode> crashed = left.subList(0, left.size() * 3 / 10);
        crashed.forEach(SimulatedNode::crash);
        crashed.clear();
        SimulatedNode author = left.get(0);

        boolean one = pipes.eventually(() -> PeerGraph.of(left).isOneComponent(), PATIENCE);
        pipes.pass(Duration.ofSeconds(5));
        author.publish("after the crash");
        boolean heard = pipes.eventually(
                () -> left.stream()
                        .allMatch(node -> node == author || node.heard().contains("after the crash")),
                PATIENCE);

        assertThat(one).isTrue();
        assertThat(heard).isTrue();
    }

    /** Publishes and lets time pass until everybody has heard it; returns the time in hops. */
    private double publish(SimulatedNode author, String text) {
        long begin = pipes.time().nanos();
        author.publish(text);
        long end = begin + PATIENCE.toNanos();
        List<SimulatedNode> deaf = new ArrayList<>(pipes.nodes());
        deaf.remove(author);
        while (!deaf.isEmpty() && pipes.time().nanos() < end) {
            pipes.pass(Duration.ofMillis(1));
            deaf.removeIf(node -> hasHeard(node, text));
        }
        assertThat(deaf).as("who has not heard it").isEmpty();
        return (double) (pipes.time().nanos() - begin) / HOP.toNanos();
    }

    private static boolean hasHeard(SimulatedNode node, String text) {
        List<String> heard = node.heard();
        return !heard.isEmpty() && heard.get(heard.size() - 1).equals(text);
    }

    private static boolean knowsAllWays(SimulatedNode newcomer) {
        List<NodeInfo> others = newcomer.network().nodes();
        return others.size() == NODES && others.stream().noneMatch(other -> other.state() == NodeState.JOINED);
    }

    private SimulatedNode farthestFrom(SimulatedNode from) {
        return node(from.network().nodes().stream()
                .max(Comparator.comparing(NodeInfo::hops))
                .orElseThrow()
                .node());
    }

    private SimulatedNode node(NodeId id) {
        return pipes.nodes().stream()
                .filter(node -> node.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
