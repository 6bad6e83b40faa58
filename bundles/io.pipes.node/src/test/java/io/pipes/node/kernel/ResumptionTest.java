// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.node.TrafficClass;
import io.pipes.testkit.network.Conditions;
import io.pipes.testkit.network.Latency;
import io.pipes.testkit.scale.Scale;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A session goes on over one connection after the other, and who uses it does not notice. */
class ResumptionTest {
    private static final Conditions FALLING_APART = Conditions.CALM
            .latency(Latency.between(Duration.ofNanos(200_000), Duration.ofMillis(2)))
            .lifetime(Duration.ofMillis(100));

    private World world;
    private Machine north;
    private Machine south;
    private Talk northTalk;
    private Talk southTalk;
    private LocalNetwork home;
    private LocalNetwork joined;

    private static LongStream seeds() {
        return Scale.seeds(10, 1_000);
    }

    private void link(long seed, TrafficClass traffic) {
        world = new World(seed);
        north = world.machine("north");
        south = world.machine("south");
        northTalk = new Talk("talk.1", traffic, 2 << 20);
        southTalk = new Talk("talk.1", traffic, 2 << 20);
        north.with(() -> northTalk);
        south.with(() -> southTalk);
        home = world.done(north.kernel().create("home", north.identity().id()));
        joined = world.invite(home, south);
        world.until("both talk", () -> northTalk.to(joined.node()) != null && southTalk.to(home.node()) != null);
    }

    private void nobodyNoticed() {
        assertThat(northTalk.events).doesNotContain("closed");
        assertThat(southTalk.events).doesNotContain("closed");
        assertThat(world.time.failures()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void connections_that_are_closed_at_random_every_100_ms_lose_and_double_nothing(long seed) {
        link(seed, seed % 2 == 0 ? TrafficClass.BULK : TrafficClass.INTERACTIVE);
        LongTalk southward = new LongTalk(northTalk, 10_000);
        LongTalk northward = new LongTalk(southTalk, 10_000);
        long before = world.network.count().connections();
        world.network.conditions(FALLING_APART.bytesPerSecond(20_000_000));
        world.pass(Duration.ofMillis(200));
        // What is there already lives as long as it likes: the transports are replaced, so that it is not.
        south.stopTransport();
        south.startTransport();

        world.until("all have arrived", () -> {
            southward.send(joined.node(), 3_000);
            northward.send(home.node(), 3_000);
            return northward.heard() + southward.heard() == 6_000;
        });

        assertThat(southward.trouble()).isEmpty();
        assertThat(northward.trouble()).isEmpty();
        nobodyNoticed();
        assertThat(world.network.count().connections() - before).isGreaterThan(2);
    }

    @Test
    void a_transport_that_is_replaced_ends_no_session() {
        link(1, TrafficClass.INTERACTIVE);
        LongTalk southward = new LongTalk(northTalk, 1_000);
        LongTalk northward = new LongTalk(southTalk, 1_000);
        for (int round = 1; round <= 10; round++) {
            long total = round * 1_000L;
            Machine replaced = round % 2 == 0 ? north : south;
            southward.send(joined.node(), total);
            northward.send(home.node(), total);
            replaced.stopTransport();
            world.pass(Duration.ofMillis(300));
            replaced.startTransport();
            world.until("all have arrived", () -> {
                southward.send(joined.node(), total);
                northward.send(home.node(), total);
                return southward.heard() == total && northward.heard() == total;
            });
        }

        assertThat(southward.trouble()).isEmpty();
        assertThat(northward.trouble()).isEmpty();
        nobodyNoticed();
    }

    @Test
    void a_session_without_a_connection_ends_after_five_seconds() {
        link(1, TrafficClass.INTERACTIVE);
        south.stopTransport();
        north.stopTransport();

        Duration took = world.until(
                "both have noticed", () -> northTalk.events.contains("closed") && southTalk.events.contains("closed"));

        assertThat(took).isBetween(Duration.ofSeconds(5), Duration.ofMillis(5_500));
        north.startTransport();
        south.startTransport();
        world.until("they talk again", () -> northTalk.to(joined.node()) != null);
    }

    @Test
    void a_process_that_was_killed_knows_no_session_and_there_is_a_new_one_at_once() {
        link(1, TrafficClass.INTERACTIVE);
        north.kill();
        world.pass(Duration.ofSeconds(1));
        northTalk.exchanges.clear();
        north.restart();

        Duration took = world.until("they talk again", () -> northTalk.to(joined.node()) != null);

        assertThat(took).isLessThan(Duration.ofSeconds(3));
        assertThat(southTalk.events).containsSubsequence("opened", "closed", "opened");
    }

    @ParameterizedTest
    @EnumSource(TrafficClass.class)
    void a_way_that_is_dead_without_a_word_is_left_for_another_one(TrafficClass traffic) {
        link(3, traffic);
        LongTalk southward = new LongTalk(northTalk, 10_000);
        LongTalk hearing = new LongTalk(southTalk, 10_000);
        southward.send(joined.node(), 50);
        world.until("the first have arrived", () -> hearing.heard() == southward.sent());
        world.network.cut(north.host(), south.host());
        southward.send(joined.node(), 100);
        world.pass(Duration.ofSeconds(16));
        world.network.heal();

        world.until("all have arrived", () -> {
            southward.send(joined.node(), 100);
            return hearing.heard() == 100;
        });

        assertThat(hearing.trouble()).isEmpty();
        nobodyNoticed();
    }

    @Test
    void silence_is_noticed_again_and_again() {
        link(1, TrafficClass.INTERACTIVE);
        for (int round = 1; round <= 3; round++) {
            int messages = round;
            northTalk.to(joined.node()).send(Bytes.EMPTY);
            southTalk.to(home.node()).send(Bytes.EMPTY);
            world.until(
                    "both have just heard",
                    () -> northTalk.heard.size() == messages && southTalk.heard.size() == messages);
            long before = world.network.count().connections();
            world.network.cut(north.host(), south.host());
            world.pass(Duration.ofSeconds(17));
            world.network.heal();
            world.until("another connection", () -> world.network.count().connections() > before);
            world.pass(Duration.ofMinutes(2));
        }
        nobodyNoticed();
        world.network.cut(north.host(), south.host());

        world.until("north has noticed", () -> northTalk.events.contains("closed"));
        world.until("south has noticed", () -> southTalk.events.contains("closed"));
    }

    @Test
    void who_speaks_and_hears_nothing_suspects_soon_and_is_relieved_when_something_comes() {
        link(1, TrafficClass.INTERACTIVE);
        world.pass(Duration.ofSeconds(1));
        northTalk.events.clear();
        world.network.cut(north.host(), south.host());
        northTalk.to(joined.node()).send(Bytes.utf8("hello?"));

        Duration took = world.until("north suspects", () -> northTalk.events.contains("interrupted"));

        assertThat(took).isBetween(Duration.ofMillis(400), Duration.ofMillis(640));
        world.network.heal();
        world.until("north is relieved", () -> northTalk.events.contains("restored"));
        world.until("it has arrived", () -> southTalk.heard.size() == 1);
        assertThat(northTalk.events).containsExactly("interrupted", "restored");
        nobodyNoticed();
    }

    @Test
    void after_a_false_alarm_it_suspects_later() {
        link(1, TrafficClass.INTERACTIVE);
        world.pass(Duration.ofSeconds(1));

        Duration first = untilSuspicion();
        Duration second = untilSuspicion();

        assertThat(second)
                .isBetween(
                        first.multipliedBy(3).dividedBy(2),
                        first.multipliedBy(5).dividedBy(2));
    }

    /** How long silence must last; ends it then. */
    private Duration untilSuspicion() {
        northTalk.events.clear();
        world.network.cut(north.host(), south.host());
        northTalk.to(joined.node()).send(Bytes.utf8("hello?"));
        Duration took = world.until("north suspects", () -> northTalk.events.contains("interrupted"));
        world.network.heal();
        world.until("north is relieved", () -> northTalk.events.contains("restored"));
        world.pass(Duration.ofSeconds(5));
        return took;
    }

    @Test
    void who_has_nothing_to_say_suspects_nobody() {
        link(1, TrafficClass.INTERACTIVE);
        world.pass(Duration.ofSeconds(20));
        northTalk.events.clear();
        southTalk.events.clear();

        world.pass(Duration.ofMinutes(10));

        assertThat(northTalk.events).isEmpty();
        assertThat(southTalk.events).isEmpty();
    }

    @Test
    void a_lost_connection_interrupts_until_there_is_another() {
        link(1, TrafficClass.INTERACTIVE);
        northTalk.events.clear();
        south.stopTransport();
        world.until("north has noticed", () -> northTalk.events.contains("interrupted"));

        south.startTransport();

        world.until("it goes on", () -> northTalk.events.contains("restored"));
        assertThat(northTalk.events).containsExactly("interrupted", "restored");
    }

    @Test
    void who_was_removed_cannot_go_on() {
        link(1, TrafficClass.INTERACTIVE);
        south.stopTransport();
        world.done(home.revoke(joined.node()));
        south.startTransport();
        world.pass(Duration.ofSeconds(10));

        assertThat(southTalk.events).contains("closed");
        assertThat(northTalk.events).contains("closed");
        assertThat(northTalk.exchanges).isEmpty();
    }
}
