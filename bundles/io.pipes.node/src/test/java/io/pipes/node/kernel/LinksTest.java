// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.NetworkState;
import io.pipes.base.Bytes;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.TrafficClass;
import io.pipes.testkit.network.Conditions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinksTest {
    private final World world = new World(2);
    private final Machine north = world.machine("north");
    private final Machine south = world.machine("south");
    private final Talk northTalk = new Talk();
    private final Talk southTalk = new Talk();
    private LocalNetwork home;
    private LocalNetwork joined;

    private void link() {
        north.with(() -> northTalk);
        south.with(() -> southTalk);
        home = world.done(north.kernel().create("home", north.identity().id()));
        joined = world.invite(home, south);
        world.until("both talk", () -> northTalk.to(joined.node()) != null && southTalk.to(home.node()) != null);
    }

    private static Bytes message(int size, int seed) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 + i / 251 + seed);
        }
        return Bytes.wrap(bytes);
    }

    @Test
    void who_breaks_the_rules_again_and_again_is_left_alone_for_a_while_and_then_heard_again() {
        link();

        for (int i = 0; i < Patience.OFTEN; i++) {
            world.until("they talk", () -> northTalk.to(joined.node()) != null);
            northTalk.to(joined.node()).misbehaved("a test");
            world.until("the link ended", () -> northTalk.to(joined.node()) == null);
        }
        Duration away = world.until("they talk again", () -> northTalk.to(joined.node()) != null);

        assertThat(away).isBetween(Patience.PAUSE.minusSeconds(5), Patience.PAUSE.plusSeconds(10));
        assertThat(world.time.failures()).isEmpty();
    }

    @Test
    void messages_of_every_size_arrive_whole_and_in_order() {
        link();
        List<Bytes> sent = new ArrayList<>();
        int seed = 0;
        for (int size : new int[] {0, 1, 100, 16 << 10, (16 << 10) + 1, 100_000, 1 << 20, Exchange.MAX_MESSAGE_BYTES}) {
            sent.add(message(size, seed++));
        }

        sent.forEach(northTalk.to(joined.node())::send);

        world.until("all arrived", () -> southTalk.heard.size() == sent.size());
        assertThat(southTalk.heard).isEqualTo(sent);
        assertThat(world.time.failures()).isEmpty();
    }

    @Test
    void many_small_messages_both_ways_arrive_each_once_and_in_order() {
        link();
        List<Bytes> sent = new ArrayList<>();
        southTalk.reaction = message -> southTalk.to(home.node()).send(message);
        for (int i = 0; i < 20_000; i++) {
            sent.add(message(100 + i % 7, i));
        }

        sent.forEach(northTalk.to(joined.node())::send);

        world.until("all came back", () -> northTalk.heard.size() == sent.size());
        assertThat(northTalk.heard).isEqualTo(sent);
    }

    @Test
    void an_urgent_message_overtakes_a_large_one() {
        Talk northUrgent = new Talk("urgent.1", TrafficClass.CONTROL, 64 << 10);
        Talk southUrgent = new Talk("urgent.1", TrafficClass.CONTROL, 64 << 10);
        north.with(() -> northUrgent);
        south.with(() -> southUrgent);
        link();
        world.network.conditions(Conditions.CALM.bytesPerSecond(1_000_000));
        world.pass(Duration.ofSeconds(1));

        northTalk.to(joined.node()).send(message(1 << 20, 1));
        northUrgent.to(joined.node()).send(message(10, 2));

        Duration urgent = world.until("the urgent one is there", () -> southUrgent.heard.size() == 1);
        assertThat(southTalk.heard).isEmpty();
        Duration large = world.until("the large one is there", () -> southTalk.heard.size() == 1);
        assertThat(urgent).isLessThan(large.dividedBy(2));
    }

    @Test
    void a_receiver_that_pauses_brings_its_sender_to_a_halt_within_the_window() {
        link();
        Exchange out = northTalk.to(joined.node());
        southTalk.to(home.node()).pause();

        int sent = 0;
        while (out.writable() && sent < 100_000) {
            out.send(message(1_000, sent++));
            world.pass(Duration.ofMillis(1));
        }

        assertThat(sent * 1_000).isLessThan(2 << 20).isGreaterThan(1 << 20);
        assertThat(northTalk.events).doesNotContain("writable");
        southTalk.to(home.node()).resume();
        world.until("the sender may go on", () -> northTalk.events.contains("writable"));
        int expected = sent;
        world.until("all arrived", () -> southTalk.heard.size() == expected);
    }

    @Test
    void a_handler_that_is_replaced_loses_nothing_and_the_link_stays() {
        link();
        Exchange out = northTalk.to(joined.node());
        out.send(message(10, 1));
        world.until("the first arrived", () -> southTalk.heard.size() == 1);

        world.done(south.kernel().remove(southTalk));
        out.send(message(10, 2));
        out.send(message(200_000, 3));
        world.pass(Duration.ofSeconds(2));
        assertThat(southTalk.heard).hasSize(1);
        assertThat(southTalk.events).containsExactly("opened", "detached");
        Talk next = new Talk();
        next.reaction = message ->
                assertThat(next.events).as("before it hears anything").contains("opened");
        south.kernel().add(next);

        world.until("the next one has heard", () -> next.heard.size() == 2);
        assertThat(next.heard).containsExactly(message(10, 2), message(200_000, 3));
        assertThat(northTalk.events).containsExactly("opened");
        assertThat(joined.state()).isEqualTo(NetworkState.CONNECTED);
    }

    @Test
    void a_paused_exchange_delivers_nothing_of_what_is_there_already() {
        link();
        southTalk.reaction = message -> southTalk.to(home.node()).pause();
        Exchange out = northTalk.to(joined.node());
        for (int number = 1; number <= 50; number++) {
            out.send(message(10, number));
        }
        world.pass(Duration.ofSeconds(2));
        assertThat(southTalk.heard).containsExactly(message(10, 1));

        southTalk.reaction = message -> {};
        southTalk.to(home.node()).resume();

        assertThat(southTalk.heard).hasSize(50);
    }

    @Test
    void a_feature_that_is_gone_for_good_is_closed_at_the_other_side() {
        link();
        world.done(south.kernel().remove(southTalk));

        world.until("north hears", () -> northTalk.events.contains("closed"));

        south.kernel().add(southTalk);
        world.until("they talk again", () -> northTalk.to(joined.node()) != null);
        northTalk.to(joined.node()).send(message(5, 5));
        world.until("it arrived", () -> southTalk.heard.size() == 1);
    }

    @Test
    void a_handler_that_throws_closes_its_link_which_comes_back() {
        link();
        southTalk.reaction = message -> {
            throw new IllegalStateException("a mistake");
        };

        northTalk.to(joined.node()).send(message(10, 1));

        world.until("the link ended", () -> northTalk.events.contains("closed"));
        southTalk.reaction = message -> {};
        world.until("there is another", () -> northTalk.to(joined.node()) != null);
        assertThat(world.time.failures()).isEmpty();
    }

    @Test
    void silence_ends_a_link_after_fifteen_seconds_and_it_returns_when_the_way_is_free() {
        link();
        world.pass(Duration.ofSeconds(60));
        assertThat(home.state()).isEqualTo(NetworkState.CONNECTED);

        world.network.cut(north.host(), south.host());

        Duration silent = world.until("north gives up", () -> home.state() == NetworkState.ALONE);
        assertThat(silent).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(21));
        world.network.heal();
        Duration back = world.until("the link is back", () -> home.state() == NetworkState.CONNECTED);
        assertThat(back).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void round_trips_are_measured() {
        link();

        long nanos = world.done(home.ping(joined.node()));

        assertThat(Duration.ofNanos(nanos)).isBetween(Duration.ofNanos(400_000), Duration.ofMillis(10));
        assertThat(home.nodes().get(0).roundTrip()).isPresent();
        assertThat(home.nodes().get(0).lastSeen()).isPresent();
    }

    @Test
    void keys_change_after_an_hour_and_nothing_is_lost() {
        link();
        Exchange out = northTalk.to(joined.node());
        for (int hour = 0; hour < 5; hour++) {
            for (int i = 0; i < 3; i++) {
                out.send(message(50_000, hour * 10 + i));
            }
            world.pass(Duration.ofMinutes(61));
        }
        assertThat(southTalk.heard).hasSize(15);
        assertThat(northTalk.events).containsExactly("opened");
    }

    @Test
    void of_two_links_made_at_once_one_survives() {
        link();
        for (int i = 0; i < 20; i++) {
            world.done(home.disconnect(joined.node()));
            world.until(
                    "both are alone", () -> home.state() == NetworkState.ALONE && joined.state() == NetworkState.ALONE);
            var one = home.connect(south.address());
            var other = joined.connect(north.address());
            world.done(one);
            world.done(other);
            world.pass(Duration.ofSeconds(2));
            assertThat(home.state()).isEqualTo(NetworkState.CONNECTED);
            assertThat(joined.state()).isEqualTo(NetworkState.CONNECTED);
            assertThat(north.host().connectionCount()).isEqualTo(1);
            int before = southTalk.heard.size();
            northTalk.to(joined.node()).send(message(10, i));
            world.until("they talk", () -> southTalk.heard.size() == before + 1);
        }
        assertThat(world.time.failures()).isEmpty();
    }

    @Test
    void who_was_disconnected_stays_away_until_a_person_connects() {
        link();
        world.done(joined.disconnect(home.node()));
        world.pass(Duration.ofMinutes(5));
        assertThat(home.state()).isEqualTo(NetworkState.ALONE);

        var found = world.done(joined.connect(north.address()));

        assertThat(found.node()).isEqualTo(home.node());
        assertThat(joined.state()).isEqualTo(NetworkState.CONNECTED);
    }
}
