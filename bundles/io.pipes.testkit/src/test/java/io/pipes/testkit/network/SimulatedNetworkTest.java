// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.Listener;
import io.pipes.spi.transport.TransportException.Reason;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimulatedNetworkTest {
    private static final Duration LONG = Duration.ofMinutes(3);

    private final VirtualTime time = new VirtualTime(4);
    private final SimulatedNetwork network = new SimulatedNetwork(time);
    private final SimulatedHost east = network.add("east");
    private final SimulatedHost west = network.add("west");

    @AfterEach
    void nothing_failed_inside() {
        assertThat(time.failures()).isEmpty();
    }

    @Test
    void distance_takes_time() {
        network.conditions(Conditions.CALM.latency(Latency.fixed(Duration.ofMillis(40))));
        Talk talk = Talk.between(network, east, west);

        talk.caller.say("hello");
        time.runFor(Duration.ofMillis(39));
        assertThat(talk.callee.heard).isEmpty();
        time.runFor(Duration.ofMillis(1));

        assertThat(talk.callee.heard).hasToString("hello");
    }

    @Test
    void a_call_takes_a_round_trip() {
        network.conditions(Conditions.CALM.latency(Latency.fixed(Duration.ofMillis(40))));
        Listener listener = Talk.listen(network, west, Connection::abort);
        long before = time.nanos();

        Talk.done(network, Talk.dial(east, listener.address()));

        assertThat(time.nanos() - before).isEqualTo(Duration.ofMillis(80).toNanos());
    }

    @Test
    void bandwidth_limits_a_large_transfer() {
        network.conditions(Conditions.CALM.bytesPerSecond(100_000));
        Talk talk = Talk.between(network, east, west);

        talk.caller.say("x".repeat(200_000));
        time.runFor(Duration.ofMillis(1_500));
        assertThat(talk.callee.heard.length()).isLessThan(160_000);
        time.runFor(Duration.ofMillis(600));

        assertThat(talk.callee.heard.length()).isEqualTo(200_000);
    }

    @Test
    void what_a_short_cut_held_back_arrives_after_it() {
        Talk talk = Talk.between(network, east, west);
        network.cut(east, west);
        talk.caller.say("one ");
        talk.callee.say("uno ");
        time.runFor(Duration.ofSeconds(20));
        assertThat(talk.callee.heard).isEmpty();

        network.heal(east, west);
        talk.caller.say("two");
        talk.callee.say("due");
        time.runFor(Duration.ofSeconds(2));

        assertThat(talk.callee.heard).hasToString("one two");
        assertThat(talk.caller.heard).hasToString("uno due");
    }

    @Test
    void a_long_cut_ends_the_connection_of_those_who_say_something() {
        Talk talk = Talk.between(network, east, west);
        network.cut(east, west);
        talk.caller.say("hello?");

        time.runFor(LONG);
        assertThat(talk.caller.ended).isEqualTo(Reason.TIMED_OUT);
        assertThat(talk.callee.ended).as("the silent side").isNull();

        network.heal();
        talk.callee.say("still there?");
        time.runFor(LONG);
        assertThat(talk.callee.ended).isEqualTo(Reason.CLOSED);
    }

    @Test
    void what_is_on_the_way_when_the_path_is_cut_is_sent_again() {
        network.conditions(Conditions.CALM.latency(Latency.fixed(Duration.ofSeconds(1))));
        Talk talk = Talk.between(network, east, west);
        talk.caller.say("on the way");
        time.runFor(Duration.ofMillis(500));

        network.partition(List.of(east));
        time.runFor(Duration.ofSeconds(10));
        assertThat(talk.callee.heard).isEmpty();
        network.heal();
        time.runFor(Duration.ofSeconds(2));

        assertThat(talk.callee.heard).hasToString("on the way");
    }

    @Test
    void a_cut_of_one_direction_lets_the_other_pass_but_ends_the_connection_in_the_end() {
        Talk talk = Talk.between(network, east, west);
        network.cutOneWay(west, east);
        talk.caller.say("do you hear me?");
        talk.callee.say("yes");
        time.runFor(Duration.ofSeconds(10));

        assertThat(talk.callee.heard).hasToString("do you hear me?");
        assertThat(talk.caller.heard).isEmpty();
        time.runFor(LONG);
        assertThat(talk.caller.ended).as("got no acknowledgement").isEqualTo(Reason.TIMED_OUT);
        assertThat(talk.callee.ended).isEqualTo(Reason.TIMED_OUT);
    }

    @Test
    void a_crash_is_silent_and_a_restart_resets_who_still_talks() {
        Talk talk = Talk.between(network, east, west);
        west.crash();
        time.runFor(LONG);
        assertThat(talk.caller.ended).as("nobody told").isNull();

        west.restart();
        talk.caller.say("are you back?");
        time.runFor(Duration.ofSeconds(1));

        assertThat(talk.caller.ended).isEqualTo(Reason.CLOSED);
        assertThat(talk.callee.ended).as("died with its process").isNull();
    }

    @Test
    void what_was_said_to_a_crashed_host_times_out_or_is_reset_when_it_is_back() {
        Talk first = Talk.between(network, east, west);
        west.crash();
        first.caller.say("hello?");
        time.runFor(LONG);
        assertThat(first.caller.ended).isEqualTo(Reason.TIMED_OUT);

        west.restart();
        Talk second = Talk.between(network, east, west);
        west.crash();
        second.caller.say("hello?");
        time.runFor(Duration.ofSeconds(5));
        west.restart();
        time.runFor(Duration.ofSeconds(2));
        assertThat(second.caller.ended).isEqualTo(Reason.CLOSED);
    }

    @Test
    void a_killed_process_resets_its_connections_and_refuses_calls() {
        Talk talk = Talk.between(network, east, west);
        Address address = talk.caller.connection.remote();

        west.kill();
        time.runFor(Duration.ofSeconds(1));

        assertThat(talk.caller.ended).isEqualTo(Reason.CLOSED);
        assertThat(Talk.failure(network, Talk.dial(east, address))).isEqualTo(Reason.REFUSED);
    }

    @Test
    void nobody_answers_for_a_crashed_cut_or_hidden_host() {
        Address address = Talk.listen(network, west, Connection::abort).address();

        network.cut(east, west);
        assertThat(Talk.failure(network, Talk.dial(east, address))).isEqualTo(Reason.TIMED_OUT);
        network.heal();
        west.behindNat(true);
        assertThat(Talk.failure(network, Talk.dial(east, address))).isEqualTo(Reason.TIMED_OUT);
        west.behindNat(false);
        west.crash();
        assertThat(Talk.failure(network, Talk.dial(east, address))).isEqualTo(Reason.TIMED_OUT);
    }

    @Test
    void a_call_goes_through_when_the_cut_is_healed_in_time() {
        Address address = Talk.listen(network, west, Connection::abort).address();
        network.cut(east, west);
        CompletableFuture<Connection> call = Talk.dial(east, address);
        time.runFor(Duration.ofSeconds(10));
        assertThat(call).isNotDone();

        network.heal();

        assertThat(Talk.done(network, call).remote()).isEqualTo(address);
        assertThat(network.count().connections()).isEqualTo(1);
    }

    @Test
    void a_host_behind_nat_calls_others() {
        east.behindNat(true);

        Talk talk = Talk.between(network, east, west);

        talk.callee.say("hello");
        time.runFor(Duration.ofSeconds(1));
        assertThat(talk.caller.heard).hasToString("hello");
    }

    @Test
    void unknown_and_unreachable_hosts_are_unreachable() {
        assertThat(Talk.failure(network, Talk.dial(east, Address.parse("sim://nowhere:1"))))
                .isEqualTo(Reason.UNREACHABLE);
        west.unreachable(true);
        assertThat(Talk.failure(network, Talk.dial(east, Address.parse("sim://west:1"))))
                .isEqualTo(Reason.UNREACHABLE);
    }

    @Test
    void heavy_loss_ends_connections_and_light_loss_only_delays() {
        Talk talk = Talk.between(network, east, west);
        network.conditions(Conditions.CALM.loss(0.1).duplication(0.1).reordering(0.3));
        for (int i = 0; i < 500; i++) {
            talk.caller.say(i + " ");
        }
        time.runFor(Duration.ofMinutes(1));
        assertThat(talk.callee.heard).startsWith("0 1 2 3 ").endsWith(" 498 499 ");
        assertThat(network.count().lost()).isBetween(25L, 100L);
        assertThat(network.count().duplicated()).isPositive();
        assertThat(network.count().reordered()).isPositive();

        network.conditions(Conditions.CALM.loss(1));
        talk.caller.say("hello?");
        time.runFor(LONG);
        assertThat(talk.caller.ended).isEqualTo(Reason.TIMED_OUT);
    }

    @Test
    void connections_with_a_lifetime_are_reset() {
        network.conditions(Conditions.CALM.lifetime(Duration.ofMillis(100)));
        List<Talk> talks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            talks.add(Talk.between(network, east, west));
        }

        assertThat(talks).allSatisfy(talk -> {
            assertThat(talk.caller.ended).isEqualTo(Reason.CLOSED);
            assertThat(talk.callee.ended).isEqualTo(Reason.CLOSED);
        });
    }

    @Test
    void a_pair_may_have_conditions_of_its_own() {
        SimulatedHost moon = network.add("moon");
        network.conditions(east, moon, Conditions.CALM.latency(Latency.fixed(Duration.ofMillis(1_280))));
        Talk far = Talk.between(network, east, moon);
        Talk near = Talk.between(network, east, west);

        far.caller.say("far");
        near.caller.say("near");
        time.runFor(Duration.ofMillis(1_200));

        assertThat(far.callee.heard).isEmpty();
        assertThat(near.callee.heard).hasToString("near");
    }

    @Test
    void a_tap_sees_and_changes_what_passes() {
        List<String> seen = new ArrayList<>();
        network.tap((from, to, segment) -> {
            seen.add(from + ">" + to);
            byte[] changed = segment.toArray();
            changed[0] ^= 0x20;
            return Bytes.wrap(changed);
        });
        Talk talk = Talk.between(network, east, west);

        talk.caller.say("hello");
        time.runFor(Duration.ofSeconds(1));

        assertThat(seen).containsExactly("east>west");
        assertThat(talk.callee.heard).hasToString("Hello");
    }

    @Test
    void a_suspended_host_hears_everything_afterwards() {
        Talk talk = Talk.between(network, east, west);
        west.loop().suspend();
        talk.caller.say("one ");
        time.runFor(Duration.ofSeconds(60));
        talk.caller.say("two");
        assertThat(talk.callee.heard).isEmpty();

        west.loop().resume();
        time.runFor(Duration.ofSeconds(1));

        assertThat(talk.callee.heard).hasToString("one two");
    }
}
