// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.node.NodeInfo;
import io.pipes.api.node.NodeState;
import io.pipes.base.id.NodeId;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.testkit.scale.Scale;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Nodes that have no direct connection reach each other through the members between them. */
@Tag("simulation")
class ThroughOthersTest {
    private static final Duration HANG = Duration.ofMinutes(2);

    private static LongStream seeds() {
        return Scale.seeds(20, 1_000);
    }

    /** Each has a connection to the one before and the one behind, and to nobody else. */
    private static SimulatedPipes row(int nodes, boolean closed, long seed) {
        SimulatedPipes pipes = SimulatedPipes.network(nodes).seed(seed).start();
        for (int one = 0; one < nodes; one++) {
            for (int other = one + 1; other < nodes; other++) {
                boolean neighbours = other == one + 1 || closed && one == 0 && other == nodes - 1;
                if (!neighbours) {
                    pipes.cut(pipes.node(one), pipes.node(other));
                }
            }
        }
        pipes.pass(Duration.ofSeconds(30));
        pipes.settle();
        return pipes;
    }

    private static NodeInfo seen(SimulatedNode by, SimulatedNode node) {
        return by.network().nodes().stream()
                .filter(info -> info.node().equals(node.id()))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    @Test
    void three_in_a_row_send_messages_to_each_other_and_hear_broadcasts() {
        try (SimulatedPipes pipes = row(3, false, 1)) {
            SimulatedNode a = pipes.node(0);
            SimulatedNode b = pipes.node(1);
            SimulatedNode c = pipes.node(2);
            assertThat(seen(a, c).state()).isEqualTo(NodeState.REACHABLE);
            assertThat(seen(a, c).hops()).isEqualTo(2);
            assertThat(seen(a, c).via()).contains(b.id());

            pipes.done(a.send(c, "for you"));
            pipes.done(c.send(a, "and back"));
            pipes.done(a.publish("for all"));

            assertThat(pipes.until(
                            () -> c.heardDirectly().size() == 1
                                    && a.heardDirectly().size() == 1,
                            HANG))
                    .isTrue();
            assertThat(pipes.until(() -> c.heard().contains("for all"), HANG)).isTrue();
            assertThat(b.heardDirectly()).isEmpty();
            assertThat(pipes.done(a.network().explain(c.id())).route()).containsExactly(b.id(), c.id());
        }
    }

    @Test
    void the_two_ends_of_a_row_of_nine_reach_each_other() {
        try (SimulatedPipes pipes = row(9, false, 2)) {
            SimulatedNode first = pipes.node(0);
            SimulatedNode last = pipes.node(8);
            assertThat(seen(first, last).hops()).isEqualTo(8);

            pipes.done(first.send(last, "hello"));

            assertThat(pipes.until(() -> last.heardDirectly().contains("hello"), HANG))
                    .isTrue();
        }
    }

    /** Several frames of one record, each with records of the session above in it. */
    @Test
    void large_messages_pass_relays_both_ways_at_once_and_stay_what_they_are() {
        try (SimulatedPipes pipes = row(4, false, 4)) {
            SimulatedNode first = pipes.node(0);
            SimulatedNode last = pipes.node(3);
            sayLargeMessagesBothWays(pipes, first, last);
        }
    }

    /** Much travels on connections beside the links. The first relay that has one lies there. */
    @ParameterizedTest
    @CsvSource({"CHANGES, 1", "CHANGES, 2", "LOSES, 1", "LOSES, 2", "SWALLOWS, 1", "SWALLOWS, 2"})
    void a_relay_that_lies_beside_its_links_is_gone_round(FalseBypass.Kind kind, long seed) {
        try (SimulatedPipes pipes = row(4, true, seed)) {
            SimulatedNode first = pipes.node(0);
            SimulatedNode last = pipes.node(2);
            Set<NodeId> liars = new HashSet<>();
            pipes.tap(new Tap() {
                @Override
                public ConnectionHandler beside(TappedExchange exchange, ConnectionHandler handler) {
                    NodeId node = exchange.node().id();
                    boolean relay = !node.equals(first.id()) && !node.equals(last.id());
                    if (relay && liars.isEmpty()) {
                        liars.add(node);
                    }
                    return liars.contains(node)
                            ? new FalseBypass(kind, pipes.time().randomness("liar"), handler)
                            : handler;
                }
            });
            sayLargeMessagesBothWays(pipes, first, last);
            assertThat(liars).hasSize(1);
        }
    }

    /** Each says them to the other one at once, and all are heard as they were said. */
    private static void sayLargeMessagesBothWays(SimulatedPipes pipes, SimulatedNode first, SimulatedNode last) {
        List<String> there = large(20, 'a');
        List<String> back = large(20, 'b');

        there.forEach(text -> first.send(last, text));
        back.forEach(text -> last.send(first, text));

        assertThat(pipes.until(
                        () -> last.heardDirectly().size() == 20
                                && first.heardDirectly().size() == 20,
                        HANG))
                .isTrue();
        assertThat(last.heardDirectly()).isEqualTo(there);
        assertThat(first.heardDirectly()).isEqualTo(back);
    }

    private static List<String> large(int count, char letter) {
        return IntStream.range(0, count)
                .mapToObj(number -> number + ":" + String.valueOf(letter).repeat(300_000 + number))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_relay_that_dies_under_a_stream_of_messages_costs_a_moment_and_nothing_else(long seed) {
        try (SimulatedPipes pipes = row(5, true, seed)) {
            SimulatedNode from = pipes.node(0);
            SimulatedNode to = pipes.node(2);
            MessageStream stream = new MessageStream(pipes, from, to);
            stream.send(500);
            NodeId inUse = pipes.done(from.network().explain(to.id())).route().get(0);
            SimulatedNode relay = pipes.nodes().stream()
                    .filter(node ->
                            seen(from, to).via().filter(node.id()::equals).isPresent())
                    .findFirst()
                    .orElseThrow();
            if (seed % 2 == 0) {
                relay.crash();
            } else {
                relay.kill();
            }

            stream.send(2_000);

            assertThat(stream.allArrive()).isTrue();
            pipes.pass(Duration.ofSeconds(10));
            assertThat(to.heardDirectly()).containsExactlyElementsOf(numbers(2_500));
            assertThat(stream.longestPause()).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void a_session_moves_to_a_direct_connection_when_one_becomes_possible() {
        try (SimulatedPipes pipes = row(3, false, 3)) {
            SimulatedNode a = pipes.node(0);
            SimulatedNode c = pipes.node(2);
            MessageStream stream = new MessageStream(pipes, a, c);
            stream.send(200);
            assertThat(seen(a, c).state()).isEqualTo(NodeState.REACHABLE);

            pipes.heal();
            stream.send(5_000);

            assertThat(pipes.until(() -> seen(a, c).state() == NodeState.CONNECTED, HANG))
                    .isTrue();
            assertThat(stream.allArrive()).isTrue();
            assertThat(c.heardDirectly()).containsExactlyElementsOf(numbers(5_200));
        }
    }
}
