// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.id.NodeId;
import io.pipes.routing.Paths;
import io.pipes.routing.RelayBudget;
import io.pipes.spi.node.TrafficClass;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.TransportException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What relays do for circuits of others, and how these end. */
class RelayTest {
    private static final int WINDOW = CircuitKind.INTERACTIVE.window();

    @Test
    void both_ends_hear_at_once_when_a_relay_dies() {
        try (TestNetwork network = TestNetwork.line(5)) {
            TestNetwork.Pair ends = network.open();

            network.node(2).kill();
            network.pass(Duration.ofMillis(3));

            assertThat(ends.caller().closed).isNotNull();
            assertThat(ends.callee().closed).isNotNull();
            network.settle();
            network.assertEmpty();
        }
    }

    @Test
    void a_link_that_has_lost_its_connection_breaks_its_circuits_after_a_moment() {
        try (TestNetwork network = TestNetwork.line(4)) {
            TestNetwork.Pair ends = network.open();

            network.cable(1, 2).interrupt();
            network.pass(Trunk.PATIENCE.minusMillis(1));
            assertThat(ends.caller().closed).isNull();
            network.pass(Duration.ofMillis(3));

            assertThat(ends.caller().closed).isNotNull();
            assertThat(ends.callee().closed).isNotNull();
            network.cable(1, 2).restore();
            network.settle();
            network.assertEmpty();
        }
    }

    @Test
    void a_link_that_finds_another_connection_soon_keeps_its_circuits() {
        try (TestNetwork network = TestNetwork.line(4)) {
            TestNetwork.Pair ends = network.open();
            byte[] text = Talker.random(4 << 20, 1);
            network.on(network.node(0), () -> ends.caller().say(text, 16_000));

            network.cable(1, 2).interrupt();
            network.pass(Trunk.PATIENCE.minusMillis(10));
            network.cable(1, 2).restore();
            network.until("all is heard", () -> ends.callee().heard.size() == text.length);

            assertThat(ends.callee().heard.toByteArray()).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TrafficClass.class,
            names = {"INTERACTIVE", "BULK"})
    void a_slow_reader_halts_its_writer_and_nobody_else(TrafficClass traffic) {
        try (TestNetwork network = TestNetwork.line(4)) {
            int window = CircuitKind.of(traffic).window();
            TestNetwork.Pair slow = network.open(network.node(0), network.last(), traffic);
            TestNetwork.Pair quick = network.open(network.node(0), network.last(), traffic);
            byte[] endless = Talker.random(32 << 20, 1);
            byte[] text = Talker.random(8 << 20, 2);
            network.on(network.last(), () -> slow.callee().connection.pause());
            network.settle();

            network.on(network.node(0), () -> slow.caller().say(endless, 16_000));
            network.settle();
            long before = network.time.nanos();
            network.on(network.node(0), () -> quick.caller().say(text, 16_000));
            network.until("the quick one is heard", () -> quick.callee().heard.size() == text.length);
            Duration beside = Duration.ofNanos(network.time.nanos() - before);

            assertThat(slow.callee().heard.size()).isZero();
            assertThat(slow.caller().said()).isLessThan(4 * window);
            assertThat(slow.caller().connection.writable()).isFalse();
            assertThat(beside)
                    .isLessThan(timeAlone(traffic, text).multipliedBy(11).dividedBy(10));

            network.on(network.last(), () -> slow.callee().connection.resume());
            network.until("the slow one is heard", () -> slow.callee().heard.size() == endless.length);
            assertThat(slow.callee().heard.toByteArray()).isEqualTo(endless);
        }
    }

    private static Duration timeAlone(TrafficClass traffic, byte[] text) {
        try (TestNetwork network = TestNetwork.line(4)) {
            TestNetwork.Pair ends = network.open(network.node(0), network.last(), traffic);
            long before = network.time.nanos();
            network.on(network.node(0), () -> ends.caller().say(text, 16_000));
            network.until("it is heard", () -> ends.callee().heard.size() == text.length);
            return Duration.ofNanos(network.time.nanos() - before);
        }
    }

    @Test
    void circuits_over_one_link_share_it_fairly() {
        try (TestNetwork network = TestNetwork.line(3)) {
            List<TestNetwork.Pair> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(network.open());
            }
            network.cable(1, 2).bytesPerSecond = 8 << 20;
            byte[] endless = Talker.random(16 << 20, 1);

            network.on(network.node(0), () -> all.forEach(pair -> pair.caller().say(endless, 16_000)));
            network.pass(Duration.ofSeconds(4));

            List<Integer> heard = all.stream()
                    .map(pair -> pair.callee().heard.size())
                    .sorted()
                    .toList();
            assertThat(heard.get(7) - heard.get(0)).isLessThan(2 * WINDOW);
            assertThat(heard.get(0)).isGreaterThan(3 << 20);
        }
    }

    @Test
    void never_more_waits_for_a_link_than_it_takes() {
        try (TestNetwork network = TestNetwork.line(3)) {
            for (int i = 0; i < 16; i++) {
                TestNetwork.Pair ends = network.open();
                network.on(network.node(0), () -> ends.caller().say(Talker.random(1 << 20, 1), 16_000));
            }
            network.cable(1, 2).bytesPerSecond = 1 << 20;

            network.pass(Duration.ofSeconds(2));

            assertThat(network.cable(1, 2).at(network.node(1)).most)
                    .isLessThan(Cable.FULL + Messages.MAX_PAYLOAD + 4_096);
        }
    }

    @Test
    void what_was_written_before_close_passes_the_relays_before_the_end() {
        try (TestNetwork network = TestNetwork.line(5)) {
            TestNetwork.Pair ends = network.open();
            byte[] text = Talker.random(120_000, 1);

            network.on(network.node(0), () -> {
                ends.caller().say(text, 50_000);
                ends.caller().connection.close();
            });
            network.until("the end is heard", () -> ends.callee().closed != null);

            assertThat(ends.callee().heard.toByteArray()).isEqualTo(text);
        }
    }

    @Test
    void an_end_that_takes_nothing_keeps_nothing_in_the_relays_after_its_other_end_has_closed() {
        try (TestNetwork network = TestNetwork.line(4)) {
            TestNetwork.Pair ends = network.open();
            network.on(network.last(), () -> ends.callee().connection.pause());
            network.settle();
            network.on(network.node(0), () -> {
                ends.caller().say(Talker.random(16 << 20, 1), 50_000);
                ends.caller().connection.close();
            });

            network.pass(Duration.ofSeconds(8));

            assertThat(network.node(1).circuits.reserved()).isZero();
            assertThat(network.node(2).circuits.reserved()).isZero();
        }
    }

    @Test
    void what_does_not_leave_a_relay_in_time_after_the_end_is_dropped() {
        try (TestNetwork network = TestNetwork.line(4)) {
            TestNetwork.Pair ends = network.open();
            network.on(network.last(), () -> ends.callee().connection.pause());
            network.settle();
            network.on(network.node(0), () -> ends.caller().say(new byte[2 * WINDOW + WINDOW / 4], 10_000));
            network.settle();

            network.on(network.node(0), () -> ends.caller().connection.close());
            network.pass(Duration.ofSeconds(1));
            assertThat(ends.caller().closed).isNotNull();
            assertThat(network.node(1).circuits.circuits()).isPositive();
            network.pass(Duration.ofSeconds(2));

            assertThat(network.node(1).circuits.circuits()).isZero();
            assertThat(network.node(2).circuits.circuits()).isZero();
        }
    }

    @Test
    void where_a_relay_has_no_link_another_way_is_taken() {
        try (TestNetwork network = TestNetwork.diamond()) {
            network.cable(1, 3).interrupt();

            TestNetwork.Pair ends = network.open();

            assertThat(ends.caller().connection.remote())
                    .isEqualTo(ends.callee().connection.local());
            assertThat(network.node(0).paths.avoided).containsExactly(edge(network, 1, 3));
        }
    }

    @Test
    void where_a_relay_carries_nothing_another_way_is_taken() {
        try (TestNetwork network = TestNetwork.diamond()) {
            network.node(1).lend(RelayBudget.OFF);
            network.settle();

            network.open();

            assertThat(network.node(0).paths.avoided)
                    .containsExactlyInAnyOrder(edge(network, 0, 1), edge(network, 1, 3));
            assertThat(network.node(2).circuits.reserved()).isPositive();
        }
    }

    @Test
    void a_relay_that_is_silent_is_told_from_the_link_before_it() {
        try (TestNetwork network = TestNetwork.line(5)) {
            network.node(3).fallSilent();
            network.pass(Duration.ofMillis(1));

            assertThat(network.refused(network.node(0), network.last()).reason())
                    .isEqualTo(Reason.TIMED_OUT);

            assertThat(network.node(0).paths.avoided).containsExactly(edge(network, 2, 3));
            network.settle();
            assertThat(network.node(1).circuits.reserved()).isZero();
        }
    }

    @Test
    void a_relay_whose_budget_is_used_up_refuses_and_a_free_one_takes_again() {
        try (TestNetwork network = TestNetwork.line(3)) {
            network.node(1).lend(new RelayBudget(2L * WINDOW));
            network.settle();
            TestNetwork.Pair first = network.open();

            assertThat(network.refused(network.node(0), network.last()).reason())
                    .isEqualTo(Reason.LIMIT);

            network.on(network.node(0), () -> first.caller().connection.close());
            network.settle();
            network.node(0).paths.avoided.clear();
            network.open();
        }
    }

    @Test
    void one_member_cannot_take_the_whole_budget() {
        try (TestNetwork network = TestNetwork.line(3)) {
            network.add();
            network.link(3, 1);
            network.node(1).lend(new RelayBudget(16L * WINDOW));
            network.settle();

            int taken = 0;
            while (network.node(0).paths.avoided.isEmpty()) {
                network.call(network.node(0), network.node(2), TrafficClass.INTERACTIVE);
                network.settle();
                taken++;
            }

            assertThat(taken - 1).isEqualTo(2);
            network.open(network.node(3), network.node(2), TrafficClass.INTERACTIVE);
        }
    }

    @Test
    void without_a_route_the_answer_comes_at_once() {
        try (TestNetwork network = TestNetwork.line(3)) {
            network.cable(1, 2).cut();

            assertThat(network.refused(network.node(0), network.last()).reason())
                    .isEqualTo(Reason.UNREACHABLE);
        }
    }

    @Test
    void no_more_than_a_few_ways_are_tried() {
        try (TestNetwork network = new TestNetwork()) {
            network.add();
            network.add();
            for (int relay = 2; relay < 10; relay++) {
                network.add().lend(RelayBudget.OFF);
                network.link(0, relay);
                network.link(relay, 1);
            }
            network.settle();

            assertThat(network.refused(network.node(0), network.node(1)).reason())
                    .isEqualTo(Reason.LIMIT);

            assertThat(network.node(0).paths.avoided).hasSize(2 * Call.WAYS);
        }
    }

    @Test
    void somebody_who_is_no_member_is_not_carried() {
        try (TestNetwork network = TestNetwork.line(3)) {
            network.members.remove(network.node(0).id());

            assertThat(network.refused(network.node(0), network.last()).reason())
                    .isEqualTo(Reason.LIMIT);
        }
    }

    @Test
    void guests_who_prove_nothing_are_few() {
        try (TestNetwork network = TestNetwork.line(3)) {
            for (int i = 0; i < Guests.MOST_PER_ORIGIN; i++) {
                network.open();
            }

            assertThat(network.refused(network.node(0), network.last()).reason())
                    .isEqualTo(Reason.LIMIT);

            Talker one = network.last().guests.get(0);
            network.on(network.last(), () -> one.connection.authenticated());
            network.node(0).paths.avoided.clear();
            network.open();
        }
    }

    @Test
    void thousands_of_circuits_leave_nothing_behind() {
        try (TestNetwork network = TestNetwork.line(4)) {
            for (int round = 0; round < 100; round++) {
                List<Talker> callers = new ArrayList<>();
                for (int i = 0; i < 12; i++) {
                    TrafficClass traffic = i % 2 == 0 ? TrafficClass.BULK : TrafficClass.INTERACTIVE;
                    network.call(network.node(0), network.last(), traffic)
                            .thenAccept(made -> callers.add(new Talker(made).start()));
                }
                network.pass(Duration.ofMillis(500));
                network.on(
                        network.node(0),
                        () -> callers.forEach(caller -> {
                            caller.say(Talker.random(1_000, 1), 1_000);
                            caller.connection.close();
                        }));
                network.pass(Duration.ofMillis(500));
                assertThat(callers).hasSize(12);
            }

            assertThat(network.last().guests).hasSize(1_200).allMatch(guest -> guest.heard.size() == 1_000);
            network.assertEmpty();
        }
    }

    @Test
    void a_bundle_that_is_replaced_ends_its_circuits_and_carries_new_ones() {
        try (TestNetwork network = TestNetwork.line(4)) {
            TestNetwork.Pair before = network.open();
            network.on(network.node(0), () -> before.caller().say(Talker.random(16 << 20, 1), 16_000));
            network.pass(Duration.ofMillis(5));

            network.node(1).replace();
            network.pass(Duration.ofMillis(50));

            assertThat(before.caller().closed).isNotNull();
            assertThat(before.callee().closed).isNotNull();
            network.assertEmpty();
            TestNetwork.Pair after = network.open();
            network.on(network.node(0), () -> after.caller().say(Talker.random(1 << 20, 1), 16_000));
            network.until("all is heard", () -> after.callee().heard.size() == 1 << 20);
        }
    }

    @Test
    void ends_hear_of_it_when_their_own_bundle_is_replaced() {
        try (TestNetwork network = TestNetwork.line(3)) {
            TestNetwork.Pair ends = network.open();

            network.node(0).replace();
            network.settle();

            assertThat(ends.caller().closed).isNotNull();
            assertThat(ends.callee().closed).isNotNull();
            network.assertEmpty();
            network.open();
        }
    }

    @Test
    void who_lets_a_circuit_in_and_carries_nothing_is_held_against_it() {
        try (TestNetwork network = TestNetwork.line(3)) {
            CompletableFuture<Talker> caller = network.callUnproven(
                            network.node(0), network.last(), TrafficClass.INTERACTIVE)
                    .thenApply(made -> new Talker(made).start());
            network.until("a circuit is there", caller::isDone);

            network.pass(Trial.PATIENCE.minusMillis(10));
            assertThat(caller.join().closed).isNull();
            assertThat(network.node(0).paths.doubted).isEmpty();
            network.pass(Duration.ofMillis(20));

            assertThat(caller.join().closed).isNotNull();
            assertThat(network.node(0).paths.doubted)
                    .containsExactly(Map.entry(network.node(1).id(), Paths.GRAVELY));
            network.settle();
            network.assertEmpty();
        }
    }

    @Test
    void a_circuit_that_this_side_ends_as_broken_is_held_against_its_relays_and_one_that_it_closes_is_not() {
        try (TestNetwork network = TestNetwork.line(4)) {
            TestNetwork.Pair wanted = network.open();
            TestNetwork.Pair broken = network.open();
            network.settle();

            network.on(network.node(0), () -> wanted.caller().connection.close());
            network.settle();
            assertThat(network.node(0).paths.doubted).isEmpty();

            network.on(network.node(0), () -> broken.caller().connection.abort());
            network.settle();
            assertThat(network.node(0).paths.doubted)
                    .containsOnlyKeys(network.node(1).id(), network.node(2).id());
            assertThat(network.last().paths.doubted).isEmpty();
        }
    }

    @Test
    void a_caller_that_has_second_thoughts_holds_nothing_against_anybody() {
        try (TestNetwork network = TestNetwork.line(3)) {
            network.callUnproven(network.node(0), network.last(), TrafficClass.INTERACTIVE)
                    .thenAccept(Connection::abort);
            network.settle();

            assertThat(network.node(0).paths.doubted).isEmpty();
        }
    }

    @Test
    void a_refusal_makes_those_who_handed_it_on_a_little_doubtful() {
        try (TestNetwork network = TestNetwork.line(5)) {
            network.node(2).lend(RelayBudget.OFF);
            network.settle();

            network.refused(network.node(0), network.last());

            assertThat(network.node(0).paths.doubted)
                    .containsOnly(
                            Map.entry(network.node(1).id(), Paths.SLIGHTLY),
                            Map.entry(network.node(2).id(), Paths.SLIGHTLY));
        }
    }

    private static Set<NodeId> edge(TestNetwork network, int one, int other) {
        return Set.of(network.node(one).id(), network.node(other).id());
    }
}
