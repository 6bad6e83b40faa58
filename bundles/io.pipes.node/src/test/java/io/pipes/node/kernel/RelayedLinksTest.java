// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.node.NodeInfo;
import io.pipes.api.node.NodeState;
import io.pipes.base.Bytes;
import io.pipes.spi.home.Settings.Peering;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.TrafficClass;
import io.pipes.testkit.network.Conditions;
import io.pipes.testkit.network.SimulatedHost;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Links that lead through others: made on demand, moved when something better comes, kept when something breaks. */
class RelayedLinksTest {
    private final World world = new World(7);
    private final Ferry ferry = new Ferry(world);
    private final Talk northTalk = new Talk("talk.1", TrafficClass.INTERACTIVE, 2 << 20);
    private final Talk southTalk = new Talk("talk.1", TrafficClass.INTERACTIVE, 2 << 20);
    private final Neighbours northNeighbours = new Neighbours();
    private final Neighbours southNeighbours = new Neighbours();
    private SimulatedHost middle;
    private Machine north;
    private Machine south;
    private LocalNetwork home;
    private LocalNetwork joined;

    /** Two members that have had a link once and cannot call each other any more. */
    private void apart(Peering peering) {
        middle = ferry.middle("middle");
        north = world.machine("north", peering);
        south = world.machine("south", peering);
        north.with(() -> northTalk).with(() -> northNeighbours).with(() -> ferry.at(north));
        south.with(() -> southTalk).with(() -> southNeighbours).with(() -> ferry.at(south));
        home = world.done(north.kernel().create("home", north.identity().id()));
        joined = world.invite(home, south);
        world.until("both talk", () -> northTalk.to(joined.node()) != null && southTalk.to(home.node()) != null);
        directWay(false);
        south.stopTransport();
        north.stopTransport();
        world.until("neither talks", () -> northTalk.exchanges.isEmpty() && southTalk.exchanges.isEmpty());
        north.startTransport();
        south.startTransport();
        directWay(false);
        northTalk.events.clear();
        southTalk.events.clear();
    }

    private void directWay(boolean there) {
        north.mayCall(there);
        south.mayCall(there);
    }

    private void linkThroughOthers() {
        northTalk.node.loop().execute(() -> northTalk.node.links().want(joined.node()));
        world.until("both talk", () -> northTalk.to(joined.node()) != null && southTalk.to(home.node()) != null);
    }

    private NodeInfo southAsNorthSeesIt() {
        return home.nodes().get(0);
    }

    private void nobodyNoticed() {
        assertThat(northTalk.events).doesNotContain("closed");
        assertThat(southTalk.events).doesNotContain("closed");
        assertThat(world.time.failures()).isEmpty();
    }

    @Test
    void there_is_no_link_until_somebody_has_something_to_say() {
        apart(Peering.AUTO);
        world.pass(Duration.ofSeconds(30));
        assertThat(southAsNorthSeesIt().state()).isEqualTo(NodeState.REACHABLE);
        assertThat(northTalk.exchanges).isEmpty();

        linkThroughOthers();
        northTalk.to(joined.node()).send(Bytes.utf8("hello"));

        world.until("it has arrived", () -> southTalk.heard.size() == 1);
        assertThat(northTalk.to(joined.node()).direct()).isFalse();
        assertThat(southAsNorthSeesIt().state()).isEqualTo(NodeState.REACHABLE);
        assertThat(southAsNorthSeesIt().hops()).isEqualTo(2);
        assertThat(southAsNorthSeesIt().address()).isEmpty();
    }

    @Test
    void a_wish_is_kept_until_there_is_a_way() {
        apart(Peering.AUTO);
        ferry.open(false);
        northTalk.node.loop().execute(() -> northTalk.node.links().want(joined.node()));
        world.pass(Duration.ofSeconds(60));
        assertThat(northTalk.exchanges).isEmpty();

        ferry.open(true);

        Duration took = world.until("they talk", () -> northTalk.to(joined.node()) != null);
        assertThat(took).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void a_link_that_comes_to_nothing_before_it_is_open_is_made_again() {
        apart(Peering.MANUAL);
        directWay(false);
        // The two handshake messages arrive, and the first record does not.
        ferry.damage(3);
        northTalk.node.loop().execute(() -> northTalk.node.links().want(joined.node()));
        world.pass(Duration.ofSeconds(20));
        assertThat(northTalk.exchanges).isEmpty();

        ferry.damage(Integer.MAX_VALUE);

        Duration took = world.until("they talk", () -> northTalk.to(joined.node()) != null);
        assertThat(took).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void a_way_that_has_failed_is_not_tried_without_pause_while_routes_change_elsewhere() {
        apart(Peering.MANUAL);
        directWay(false);
        ferry.damage(1);
        northTalk.node.loop().execute(() -> northTalk.node.links().want(joined.node()));

        for (int i = 0; i < 1_000; i++) {
            world.pass(Duration.ofMillis(10));
            ferry.open(true);
        }

        assertThat(ferry.calls()).isBetween(2, 10);
    }

    @Test
    void a_ping_makes_the_link_it_needs() {
        apart(Peering.AUTO);

        long nanos = world.done(home.ping(joined.node()));

        assertThat(nanos).isPositive();
    }

    @Test
    void what_is_for_peers_only_is_not_spoken_through_others_and_is_again_on_a_direct_connection() {
        apart(Peering.AUTO);
        northNeighbours.events.clear();
        linkThroughOthers();
        world.pass(Duration.ofSeconds(5));
        assertThat(northNeighbours.events).isEmpty();

        directWay(true);

        world.until(
                "neighbours again",
                () -> northNeighbours.to(joined.node()) != null && southNeighbours.to(home.node()) != null);
        nobodyNoticed();
    }

    @Test
    void a_link_that_goes_through_others_and_back_again_and_again_under_load_stays() {
        apart(Peering.MANUAL);
        directWay(true);
        world.done(home.connect(south.address()));
        world.until("neighbours", () -> northNeighbours.to(joined.node()) != null);
        world.network.conditions(Conditions.CALM.bytesPerSecond(10_000_000));
        for (int round = 0; round < 20; round++) {
            LongTalk much = new LongTalk(northNeighbours, 10_000);
            for (int turn = 0; turn < 50; turn++) {
                much.send(joined.node(), 10_000);
                world.pass(Duration.ofMillis(5));
            }
            directWay(false);
            south.stopTransport();
            south.startTransport();
            directWay(false);
            world.until(
                    "no neighbours", () -> southNeighbours.exchanges.isEmpty() && northNeighbours.exchanges.isEmpty());
            directWay(true);
            world.until(
                    "neighbours again",
                    () -> northNeighbours.to(joined.node()) != null && southNeighbours.to(home.node()) != null);
        }

        nobodyNoticed();
    }

    @Test
    void a_session_moves_to_a_direct_connection_and_loses_and_doubles_nothing() {
        apart(Peering.AUTO);
        linkThroughOthers();
        LongTalk southward = new LongTalk(northTalk, 5_000);
        LongTalk northward = new LongTalk(southTalk, 5_000);
        world.time.runFor(Duration.ofSeconds(1));
        boolean[] moved = {false};

        world.until("all have arrived", () -> {
            southward.send(joined.node(), 4_000);
            northward.send(home.node(), 4_000);
            if (southward.heard() > 1_000 && !moved[0]) {
                moved[0] = true;
                directWay(true);
            }
            boolean more = southward.heard() < 4_000 || northward.heard() < 4_000;
            return !more && northTalk.to(joined.node()).direct();
        });

        assertThat(southward.trouble()).isEmpty();
        assertThat(northward.trouble()).isEmpty();
        assertThat(southTalk.to(home.node()).direct()).isTrue();
        assertThat(southAsNorthSeesIt().state()).isEqualTo(NodeState.CONNECTED);
        nobodyNoticed();
    }

    @Test
    void a_relay_that_dies_is_followed_by_another_one_and_nothing_is_lost_or_doubled() {
        apart(Peering.MANUAL);
        directWay(false);
        SimulatedHost second = ferry.middle("second");
        linkThroughOthers();
        LongTalk southward = new LongTalk(northTalk, 5_000);
        LongTalk northward = new LongTalk(southTalk, 5_000);
        boolean[] died = {false};

        world.until("all have arrived", () -> {
            southward.send(joined.node(), 4_000);
            northward.send(home.node(), 4_000);
            if (southward.heard() > 1_000 && !died[0]) {
                died[0] = true;
                middle.kill();
            }
            return southward.heard() == 4_000 && northward.heard() == 4_000;
        });

        assertThat(second.loop().stopped()).isFalse();
        assertThat(southward.trouble()).isEmpty();
        assertThat(northward.trouble()).isEmpty();
        nobodyNoticed();
    }

    @Test
    void a_relay_that_changes_bytes_costs_circuits_and_neither_the_session_nor_anybody_s_good_name() {
        apart(Peering.MANUAL);
        directWay(false);
        linkThroughOthers();
        LongTalk southward = new LongTalk(northTalk, 5_000);
        LongTalk northward = new LongTalk(southTalk, 5_000);

        ferry.damage(60);
        world.until("all have arrived", () -> {
            southward.send(joined.node(), 4_000);
            northward.send(home.node(), 4_000);
            return southward.heard() == 4_000 && northward.heard() == 4_000;
        });

        assertThat(southward.trouble()).isEmpty();
        assertThat(northward.trouble()).isEmpty();
        nobodyNoticed();
    }

    @Test
    void a_session_whose_direct_connection_breaks_goes_on_through_others() {
        apart(Peering.MANUAL);
        directWay(true);
        world.done(home.connect(south.address()));
        world.until("both talk", () -> northTalk.to(joined.node()) != null && southTalk.to(home.node()) != null);
        LongTalk southward = new LongTalk(northTalk, 5_000);
        boolean[] broken = {false};

        world.until("all have arrived", () -> {
            southward.send(joined.node(), 4_000);
            if (southTalk.heard.size() + southward.sent() > 1_000 && !broken[0]) {
                broken[0] = true;
                directWay(false);
                south.stopTransport();
                south.startTransport();
                directWay(false);
            }
            return southward.sent() == 4_000 && !northTalk.to(joined.node()).direct();
        });

        nobodyNoticed();
    }

    @Test
    void a_link_through_others_ends_when_nothing_is_said_and_comes_back_when_something_is() {
        apart(Peering.MANUAL);
        linkThroughOthers();
        northTalk.to(joined.node()).send(Bytes.utf8("one"));
        world.until("it has arrived", () -> southTalk.heard.size() == 1);

        world.until("it has ended", () -> northTalk.exchanges.isEmpty() && southTalk.exchanges.isEmpty());

        linkThroughOthers();
    }

    @Test
    void a_removed_member_has_no_way_in() {
        apart(Peering.MANUAL);
        linkThroughOthers();
        world.done(home.revoke(joined.node()));
        world.until("it has ended", () -> northTalk.exchanges.isEmpty() && southTalk.exchanges.isEmpty());

        southTalk.node.loop().execute(() -> southTalk.node.links().want(home.node()));
        world.pass(Duration.ofSeconds(60));

        assertThat(southTalk.exchanges).isEmpty();
    }

    @Test
    void the_reason_is_explained() {
        apart(Peering.AUTO);
        linkThroughOthers();

        var explanation = world.done(home.explain(joined.node()));

        assertThat(explanation.hops()).isEqualTo(2);
        assertThat(explanation.route()).last().isEqualTo(joined.node());
        assertThat(explanation.candidates())
                .anyMatch(candidate ->
                        candidate.kind().equals("direct") && candidate.address().equals(south.address()))
                .anyMatch(candidate ->
                        candidate.kind().equals("relayed") && candidate.result().equals("in use"));
        assertThat(explanation.reason()).contains("no direct link");
    }

    /** As {@link Talk}, but for peers only. */
    private static final class Neighbours extends Talk {
        Neighbours() {
            super(new Protocol("neighbours.1", TrafficClass.BULK, 2 << 20, Protocol.Reach.PEERS));
        }

        @Override
        public String name() {
            return "neighbours";
        }
    }
}
