// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.node.TrafficClass;
import io.pipes.testkit.network.Conditions;
import io.pipes.testkit.network.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bulk gets connections of its own, and who is more urgent goes first. */
class BulkLanesTest {
    private static final int WINDOW = 2 << 20;

    private final World world = new World(5);
    private final Machine north = world.machine("north");
    private final Machine south = world.machine("south");
    private final Map<TrafficClass, Talk> northTalks = new EnumMap<>(TrafficClass.class);
    private final Map<TrafficClass, Talk> southTalks = new EnumMap<>(TrafficClass.class);
    private LocalNetwork home;
    private LocalNetwork joined;

    private void link() {
        for (TrafficClass traffic : TrafficClass.values()) {
            String name = traffic.name().toLowerCase(java.util.Locale.ROOT) + ".1";
            Talk northTalk = new Talk(name, traffic, WINDOW);
            Talk southTalk = new Talk(name, traffic, WINDOW);
            northTalks.put(traffic, northTalk);
            southTalks.put(traffic, southTalk);
            north.with(() -> northTalk);
            south.with(() -> southTalk);
        }
        home = world.done(north.kernel().create("home", north.identity().id()));
        joined = world.invite(home, south);
        world.until(
                "all talk",
                () -> northTalks.values().stream().allMatch(talk -> talk.to(joined.node()) != null)
                        && southTalks.values().stream().allMatch(talk -> talk.to(home.node()) != null));
    }

    private long connections() {
        return world.network.count().connections();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void much_bulk_gets_a_connection_of_its_own_whoever_has_called(boolean caller) {
        link();
        long before = connections();
        Talk from = caller ? southTalks.get(TrafficClass.BULK) : northTalks.get(TrafficClass.BULK);
        Talk to = caller ? northTalks.get(TrafficClass.BULK) : southTalks.get(TrafficClass.BULK);
        var peer = caller ? home.node() : joined.node();
        LongTalk sending = new LongTalk(from, 10_000);
        LongTalk hearing = new LongTalk(to, 10_000);

        world.until("a little has arrived", () -> {
            sending.send(peer, 100);
            return hearing.heard() == 100;
        });
        assertThat(connections() - before).as("for a little").isZero();

        world.until("much has arrived", () -> {
            sending.send(peer, 3_000);
            return hearing.heard() == 3_000;
        });

        assertThat(connections() - before).as("for much").isEqualTo(1);
        assertThat(hearing.trouble()).isEmpty();
        assertThat(world.time.failures()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void lanes_that_are_there_already_keep_the_order_of_who_comes_later(long seed) {
        World rough = new World(seed);
        Machine first = rough.machine("first");
        Machine second = rough.machine("second");
        List<Talk> firstTalks = new ArrayList<>();
        List<Talk> secondTalks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Talk one = new Talk("bulk-" + i + ".1", TrafficClass.BULK, WINDOW);
            Talk other = new Talk("bulk-" + i + ".1", TrafficClass.BULK, WINDOW);
            firstTalks.add(one);
            secondTalks.add(other);
            first.with(() -> one);
            second.with(() -> other);
        }
        LocalNetwork network =
                rough.done(first.kernel().create("rough", first.identity().id()));
        LocalNetwork guest = rough.invite(network, second);
        rough.until(
                "all talk",
                () -> firstTalks.stream().allMatch(talk -> talk.to(guest.node()) != null)
                        && secondTalks.stream().allMatch(talk -> talk.to(network.node()) != null));
        rough.network.conditions(Conditions.ROUGH);

        // One direction after the other, and one protocol after the other: each finds a lane that others use.
        for (int i = 0; i < 6; i++) {
            LongTalk there = new LongTalk(firstTalks.get(i), 9_000);
            LongTalk back = new LongTalk(secondTalks.get(i), 9_000);
            rough.until("all has arrived there", () -> {
                there.send(guest.node(), 300);
                return back.heard() == 300;
            });
            rough.until("all has arrived back", () -> {
                back.send(network.node(), 300);
                return there.heard() == 300;
            });
            assertThat(there.trouble()).as("back, " + i).isEmpty();
            assertThat(back.trouble()).as("there, " + i).isEmpty();
        }
        assertThat(rough.time.failures()).isEmpty();
    }

    @Test
    void a_lane_on_which_nothing_is_said_is_left_alone() {
        link();
        LongTalk sending = new LongTalk(northTalks.get(TrafficClass.BULK), 10_000);
        LongTalk hearing = new LongTalk(southTalks.get(TrafficClass.BULK), 10_000);
        world.until("much has arrived", () -> {
            sending.send(joined.node(), 1_000);
            return hearing.heard() == 1_000;
        });
        long before = connections();

        world.pass(Duration.ofMinutes(5));

        assertThat(connections()).isEqualTo(before);
    }

    @Test
    void bulk_stays_where_it_is_while_no_lane_can_be_had_and_moves_as_soon_as_one_can() {
        link();
        LongTalk sending = new LongTalk(southTalks.get(TrafficClass.BULK), 10_000);
        LongTalk hearing = new LongTalk(northTalks.get(TrafficClass.BULK), 10_000);
        south.mayCall(false);
        long before = connections();

        world.until("much has arrived", () -> {
            sending.send(home.node(), 3_000);
            return hearing.heard() == 3_000;
        });
        assertThat(connections()).isEqualTo(before);
        south.mayCall(true);
        world.until("there is a lane", () -> connections() == before + 1);
        world.until("more has arrived", () -> {
            sending.send(home.node(), 6_000);
            return hearing.heard() == 6_000;
        });

        assertThat(hearing.trouble()).isEmpty();
    }

    @Test
    void on_one_link_the_more_urgent_goes_first() {
        link();
        world.network.conditions(
                Conditions.CALM.latency(Latency.fixed(Duration.ofMillis(1))).bytesPerSecond(2_000_000));
        world.pass(Duration.ofSeconds(1));
        Map<TrafficClass, Duration> arrivals = new EnumMap<>(TrafficClass.class);
        long begin = world.time.nanos();
        Map<TrafficClass, Integer> expected = new EnumMap<>(TrafficClass.class);
        // The least urgent is handed in first, each more than the connection takes at once.
        for (int code = TrafficClass.values().length - 1; code >= 0; code--) {
            TrafficClass traffic = TrafficClass.values()[code];
            expected.put(traffic, 50);
            southTalks.get(traffic).reaction = message -> {
                if (southTalks.get(traffic).heard.size() == expected.get(traffic)) {
                    arrivals.put(traffic, Duration.ofNanos(world.time.nanos() - begin));
                }
            };
            for (int i = 0; i < 50; i++) {
                northTalks.get(traffic).to(joined.node()).send(Bytes.wrap(new byte[10_000]));
            }
        }

        world.until("all have arrived", () -> arrivals.size() == TrafficClass.values().length);

        assertThat(arrivals.get(TrafficClass.CONTROL)).isLessThan(arrivals.get(TrafficClass.REALTIME));
        assertThat(arrivals.get(TrafficClass.REALTIME)).isLessThan(arrivals.get(TrafficClass.INTERACTIVE));
        assertThat(arrivals.get(TrafficClass.INTERACTIVE)).isLessThan(arrivals.get(TrafficClass.BULK));
    }

    @Test
    void a_frame_that_is_urgent_waits_for_what_is_under_way_and_not_for_what_is_queued() {
        link();
        world.network.conditions(
                Conditions.CALM.latency(Latency.fixed(Duration.ofMillis(1))).bytesPerSecond(2_000_000));
        LongTalk bulk = new LongTalk(northTalks.get(TrafficClass.BULK), 10_000);
        new LongTalk(southTalks.get(TrafficClass.BULK), 10_000);
        Talk urgent = northTalks.get(TrafficClass.REALTIME);
        Talk heard = southTalks.get(TrafficClass.REALTIME);
        long[] longest = {0};
        for (int round = 1; round <= 50; round++) {
            long begin = world.time.nanos();
            int count = round;
            urgent.to(joined.node()).send(Bytes.wrap(new byte[100]));
            world.until("the urgent one is there", () -> {
                bulk.send(joined.node(), Long.MAX_VALUE);
                return heard.heard.size() == count;
            });
            longest[0] = Math.max(longest[0], world.time.nanos() - begin);
            world.pass(Duration.ofMillis(100));
        }

        // 2 MiB of bulk are queued all the time, for a second of this line; 256 KiB may be on the way and some in the
        // socket.
        assertThat(Duration.ofNanos(longest[0])).isLessThan(Duration.ofMillis(350));
        assertThat(bulk.sent() * 10_000).isGreaterThan(5_000_000);
    }
}
