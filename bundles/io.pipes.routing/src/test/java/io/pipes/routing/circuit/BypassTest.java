// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.routing.RelayBudget;
import io.pipes.spi.node.TrafficClass;
import io.pipes.testkit.network.Conditions;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Circuits that carry much and get dedicated connections on their links. */
class BypassTest {
    private static final int MUCH = 8 << 20;

    private static TestNetwork line(int nodes) {
        TestNetwork network = TestNetwork.line(nodes);
        network.sideLines.there = true;
        return network;
    }

    /** Says a text from the one who called to the other one, or the other way. */
    private static void say(TestNetwork network, Talker talker, TestNode node, byte[] text) {
        network.on(node, () -> talker.say(text, 16_000));
    }

    /** Each says something long to the other one at once, and all of it is heard as it was said. */
    private static void speakBothWays(TestNetwork network, TestNetwork.Pair ends) {
        byte[] there = Talker.random(MUCH, 1);
        byte[] back = Talker.random(MUCH, 2);

        say(network, ends.caller(), network.node(0), there);
        say(network, ends.callee(), network.last(), back);
        network.until(
                "all is heard",
                () -> ends.callee().heard.size() == MUCH && ends.caller().heard.size() == MUCH);

        assertThat(ends.callee().heard.toByteArray()).isEqualTo(there);
        assertThat(ends.caller().heard.toByteArray()).isEqualTo(back);
    }

    private static long sent(TestNetwork network, TrafficClass traffic) {
        long sum = 0;
        for (int i = 1; i < network.nodes.size(); i++) {
            Cable cable = network.cable(i - 1, i, CircuitKind.of(traffic));
            sum += cable.one.sentBytes + cable.other.sentBytes;
        }
        return sum;
    }

    @ParameterizedTest
    @EnumSource(
            value = TrafficClass.class,
            names = {"INTERACTIVE", "BULK"})
    void what_is_much_travels_beside_the_links_in_both_directions(TrafficClass traffic) {
        try (TestNetwork network = line(5)) {
            TestNetwork.Pair ends = network.open(network.node(0), network.last(), traffic);
            speakBothWays(network, ends);
            assertThat(network.sideLines.made).isEqualTo(4);
            assertThat(sent(network, traffic)).as("bytes on the links").isLessThan(4 * MUCH);
            network.on(network.node(0), () -> ends.caller().connection.close());
            network.settle();
            network.assertEmpty();
        }
    }

    @Test
    void who_says_little_needs_none() {
        try (TestNetwork network = line(3)) {
            TestNetwork.Pair ends = network.open();

            say(network, ends.caller(), network.node(0), Talker.random(Hop.ENOUGH / 2, 1));
            network.settle();

            assertThat(ends.callee().heard.size()).isEqualTo(Hop.ENOUGH / 2);
            assertThat(network.sideLines.made).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void a_circuit_does_without_on_links_that_have_none(int without) {
        try (TestNetwork network = line(5)) {
            network.sideLines.without.add(network.node(without));
            TestNetwork.Pair ends = network.open(network.node(0), network.last(), TrafficClass.BULK);
            speakBothWays(network, ends);
            network.on(network.last(), () -> ends.callee().connection.abort());
            network.settle();
            network.assertEmpty();
        }
    }

    @Test
    void a_slow_reader_halts_its_writer_and_nobody_else() {
        try (TestNetwork network = line(4)) {
            TestNetwork.Pair slow = network.open();
            TestNetwork.Pair quick = network.open();
            byte[] endless = Talker.random(64 << 20, 1);
            byte[] text = Talker.random(MUCH, 2);
            say(network, slow.caller(), network.node(0), endless);
            network.until("it has begun", () -> slow.callee().heard.size() > 1 << 20);

            network.on(network.last(), () -> slow.callee().connection.pause());
            network.settle();
            int heard = slow.callee().heard.size();
            int said = slow.caller().said();
            say(network, quick.caller(), network.node(0), text);
            network.until("the quick one is heard", () -> quick.callee().heard.size() == text.length);

            assertThat(slow.callee().heard.size()).isEqualTo(heard);
            assertThat(slow.caller().said()).isEqualTo(said).isLessThan(endless.length);

            network.on(network.last(), () -> slow.callee().connection.resume());
            network.until("the slow one is heard", () -> slow.callee().heard.size() == endless.length);
            assertThat(slow.callee().heard.toByteArray()).isEqualTo(endless);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {70_000, 200_000, 3_000_000})
    void what_was_written_before_close_arrives_before_the_end(int size) {
        try (TestNetwork network = line(5)) {
            TestNetwork.Pair ends = network.open();
            byte[] text = Talker.random(size, 1);

            say(network, ends.caller(), network.node(0), text);
            network.until("all is said", () -> ends.caller().said() == size);
            network.on(network.node(0), () -> ends.caller().connection.close());
            network.until("the end is heard", () -> ends.callee().closed != null);

            assertThat(ends.callee().heard.toByteArray()).isEqualTo(text);
            network.settle();
            network.assertEmpty();
        }
    }

    /** SWITCH and CLOSE come long after what was said beside the link, and after its end. */
    @ParameterizedTest
    @ValueSource(ints = {1, 1_000, 100_000})
    void a_connection_may_be_over_before_the_words_on_the_link_arrive(int size) {
        try (TestNetwork network = line(3)) {
            network.sideLines.hasty = true;
            TestNetwork.Pair ends = network.open();
            ends.callee().onReceived =
                    bytes -> assertThat(network.last().receiving).isFalse();
            byte[] first = Talker.random(Hop.ENOUGH, 1);
            byte[] rest = Talker.random(size, 2);
            network.cable(0, 1).delay = Duration.ofMillis(400);
            network.cable(1, 2).delay = Duration.ofMillis(300);

            say(network, ends.caller(), network.node(0), first);
            network.until("both connections are there", () -> network.sideLines.made == 2);
            network.pass(Duration.ofMillis(2));
            say(network, ends.caller(), network.node(0), rest);
            network.until("all is said", () -> ends.caller().said() == size);
            network.on(network.node(0), () -> ends.caller().connection.close());
            network.until("the end is heard", () -> ends.callee().closed != null);

            assertThat(ends.callee().heard.toByteArray()).isEqualTo(concatenated(first, rest));
            network.settle();
            network.assertEmpty();
        }
    }

    private static byte[] concatenated(byte[] first, byte[] rest) {
        byte[] all = Arrays.copyOf(first, first.length + rest.length);
        System.arraycopy(rest, 0, all, first.length, rest.length);
        return all;
    }

    @Test
    void what_comes_although_it_should_wait_breaks_the_circuit_before_it_takes_memory_that_nobody_has_lent() {
        try (TestNetwork network = line(4)) {
            TestNetwork.Pair ends = streaming(network);
            network.on(network.last(), () -> ends.callee().connection.pause());
            network.settle();
            assertThat(ends.caller().closed).isNull();

            network.sideLines.hasty = true;
            TestNetwork.Pair others = network.open();
            network.on(network.last(), () -> others.callee().connection.pause());
            say(network, others.caller(), network.node(0), Talker.random(MUCH, 3));
            network.settle();

            assertThat(others.caller().closed).isNotNull();
            assertThat(ends.caller().closed).isNull();
        }
    }

    @Test
    void both_ends_hear_soon_when_one_of_them_breaks() {
        try (TestNetwork network = line(4)) {
            TestNetwork.Pair ends = streaming(network);

            network.sideLines.host(network.node(2)).kill();
            network.sideLines.host(network.node(2)).restart();
            network.pass(Bypass.EXPLANATION.plusMillis(20));

            assertThat(ends.caller().closed).isNotNull();
            assertThat(ends.callee().closed).isNotNull();
            network.settle();
            network.assertEmpty();
        }
    }

    @Test
    void both_ends_hear_at_once_when_a_relay_dies_or_a_link_loses_its_connection() {
        try (TestNetwork network = line(5)) {
            TestNetwork.Pair ends = streaming(network);

            network.node(2).kill();
            network.pass(Duration.ofMillis(3));

            assertThat(ends.caller().closed).isNotNull();
            assertThat(ends.callee().closed).isNotNull();
            network.settle();
            network.assertEmpty();
        }
        try (TestNetwork network = line(3)) {
            TestNetwork.Pair ends = streaming(network);

            network.cable(1, 2).interrupt();
            network.pass(Trunk.PATIENCE.plusMillis(2));

            assertThat(ends.caller().closed).isNotNull();
            assertThat(ends.callee().closed).isNotNull();
            network.cable(1, 2).restore();
            network.settle();
            network.assertEmpty();
        }
    }

    @Test
    void none_is_left_when_a_relays_bundle_is_replaced() {
        try (TestNetwork network = line(4)) {
            TestNetwork.Pair ends = streaming(network);

            network.node(1).replace();
            network.settle();

            assertThat(ends.caller().closed).isNotNull();
            assertThat(ends.callee().closed).isNotNull();
            network.assertEmpty();
            streaming(network);
        }
    }

    private static TestNetwork.Pair streaming(TestNetwork network) {
        int before = network.sideLines.made;
        TestNetwork.Pair ends = network.open();
        say(network, ends.caller(), network.node(0), Talker.random(MUCH, 1));
        network.until("it has begun", () -> ends.callee().heard.size() > 1 << 20);
        assertThat(network.sideLines.made).isEqualTo(before + network.nodes.size() - 1);
        return ends;
    }

    @Test
    void beyond_so_many_circuits_do_without() {
        try (TestNetwork network = line(3)) {
            network.node(1).lend(new RelayBudget(1 << 30));
            network.last().acceptor = guest -> {
                guest.authenticated();
                network.last().guests.add(new Talker(guest).start());
            };
            network.settle();
            List<TestNetwork.Pair> all = new ArrayList<>();
            for (int i = 0; i < Bypasses.MOST_PER_PEER + 4; i++) {
                all.add(network.open());
            }
            byte[] text = Talker.random(200_000, 1);

            network.on(network.node(0), () -> all.forEach(pair -> pair.caller().say(text, 16_000)));
            network.until(
                    "all are heard",
                    () -> all.stream().allMatch(pair -> pair.callee().heard.size() == text.length));

            assertThat(network.node(1).circuits.bypasses()).isEqualTo(2 * Bypasses.MOST_PER_PEER);
            assertThat(network.node(1).circuits.reserved())
                    .as("what they may queue is reserved")
                    .isGreaterThan(2L * Bypasses.MOST_PER_PEER * (512 << 10));
            network.on(
                    network.node(0),
                    () -> all.forEach(pair -> pair.caller().connection.abort()));
            network.settle();
            network.assertEmpty();
        }
    }

    @Test
    void a_relay_without_memory_for_one_carries_on_without() {
        try (TestNetwork network = line(3)) {
            long windows = 2L * CircuitKind.INTERACTIVE.window();
            network.node(1).lend(new RelayBudget(windows + 1));
            network.settle();
            TestNetwork.Pair ends = network.open();
            byte[] text = Talker.random(MUCH, 1);

            say(network, ends.caller(), network.node(0), text);
            network.until("all is heard", () -> ends.callee().heard.size() == MUCH);

            assertThat(network.sideLines.made).isZero();
            assertThat(network.node(1).circuits.reserved()).isEqualTo(windows);
            assertThat(ends.callee().heard.toByteArray()).isEqualTo(text);
        }
    }

    /** Whatever overtakes what: data and words on the links, connections that come late, pauses, and ends. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void the_order_holds_whatever_is_quicker(long seed) {
        SeededRandomness chance = new SeededRandomness(seed);
        try (TestNetwork network = line(2 + chance.nextInt(4))) {
            network.sideLines.network.conditions(chance.chance(0.5) ? Conditions.ROUGH : Conditions.CALM);
            for (int i = 1; i < network.nodes.size(); i++) {
                network.cable(i - 1, i).delay = Duration.ofMillis(chance.nextInt(30));
                network.cable(i - 1, i).bytesPerSecond = 1L << (18 + chance.nextInt(10));
            }
            TestNetwork.Pair ends = network.open();
            byte[] there = Talker.random(50_000 + chance.nextInt(1 << 20), seed);
            byte[] back = Talker.random(50_000 + chance.nextInt(1 << 20), seed + 1);

            say(network, ends.caller(), network.node(0), there);
            say(network, ends.callee(), network.last(), back);
            for (int i = 0; i < 10; i++) {
                network.pass(Duration.ofMillis(chance.nextInt(200)));
                network.on(network.last(), () -> ends.callee().connection.pause());
                network.on(network.node(0), () -> ends.caller().connection.pause());
                network.pass(Duration.ofMillis(chance.nextInt(50)));
                network.on(network.last(), () -> ends.callee().connection.resume());
                network.on(network.node(0), () -> ends.caller().connection.resume());
            }
            network.until(
                    "all is heard",
                    () -> ends.callee().heard.size() == there.length
                            && ends.caller().heard.size() == back.length);

            assertThat(ends.callee().heard.toByteArray()).isEqualTo(there);
            assertThat(ends.caller().heard.toByteArray()).isEqualTo(back);
            network.on(network.node(0), () -> ends.caller().connection.close());
            network.settle();
            network.assertEmpty();
        }
    }
}
