// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.NetworkState;
import io.pipes.api.node.NodeState;
import io.pipes.spi.local.LocalNetwork;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MembershipOfKernelsTest {
    private final World world = new World(1);

    @Test
    void an_invited_node_is_connected_when_joining_completes() {
        Machine north = world.machine("north");
        Machine south = world.machine("south");
        LocalNetwork home =
                world.done(north.kernel().create("home", north.identity().id()));

        LocalNetwork joined = world.invite(home, south);

        assertThat(joined.state()).isEqualTo(NetworkState.CONNECTED);
        assertThat(joined.name()).isEqualTo("home");
        assertThat(joined.nodes()).singleElement().satisfies(node -> {
            assertThat(node.node()).isEqualTo(home.node());
            assertThat(node.name()).isEqualTo("north");
            assertThat(node.state()).isEqualTo(NodeState.CONNECTED);
        });
        world.until("north sees south", () -> home.state() == NetworkState.CONNECTED);
        assertThat(home.nodes())
                .singleElement()
                .satisfies(node -> assertThat(node.node()).isEqualTo(joined.node()));
        assertThat(world.time.failures()).isEmpty();
    }

    @Test
    void a_killed_node_is_connected_again_soon_after_it_was_started_again() {
        Machine north = world.machine("north");
        Machine south = world.machine("south");
        LocalNetwork home =
                world.done(north.kernel().create("home", north.identity().id()));
        LocalNetwork joined = world.invite(home, south);
        world.pass(Duration.ofSeconds(1));

        south.kill();
        world.until("north notices", () -> home.state() == NetworkState.ALONE);
        south.restart();

        Duration back = world.until("south is back", () -> home.state() == NetworkState.CONNECTED);
        assertThat(back).isLessThan(Duration.ofSeconds(5));
        assertThat(south.network("home").node()).isEqualTo(joined.node());

        north.kill();
        world.pass(Duration.ofSeconds(30));
        north.restart();
        Duration again = world.until(
                "north is back",
                () -> north.kernel()
                        .find("home")
                        .filter(network -> network.state() == NetworkState.CONNECTED)
                        .isPresent());
        assertThat(again).isLessThan(Duration.ofSeconds(5));
        assertThat(north.kernel().ready()).isTrue();
    }

    @Test
    void a_removed_node_is_cut_off_at_once_and_says_so_itself() {
        Machine north = world.machine("north");
        Machine south = world.machine("south");
        LocalNetwork home =
                world.done(north.kernel().create("home", north.identity().id()));
        LocalNetwork joined = world.invite(home, south);
        world.pass(Duration.ofSeconds(1));

        world.done(home.revoke(joined.node()));

        Duration cut = world.until("north is alone", () -> home.state() == NetworkState.ALONE);
        assertThat(cut).isLessThan(Duration.ofSeconds(1));
        Duration told = world.until("south knows", () -> joined.state() == NetworkState.REVOKED);
        assertThat(told).isLessThan(Duration.ofSeconds(1));
        south.kill();
        south.restart();
        world.until("south has loaded", () -> south.kernel().ready());
        assertThat(south.network("home").state()).isEqualTo(NetworkState.REVOKED);
        world.pass(Duration.ofSeconds(60));
        assertThat(home.state()).isEqualTo(NetworkState.ALONE);
        assertThat(world.time.failures()).isEmpty();
    }

    @Test
    void a_removed_node_is_cut_off_by_those_who_only_hear_of_it() {
        Machine north = world.machine("north");
        Machine south = world.machine("south");
        Machine east = world.machine("east");
        LocalNetwork home =
                world.done(north.kernel().create("home", north.identity().id()));
        LocalNetwork ofSouth = world.invite(home, south);
        LocalNetwork ofEast = world.invite(home, east);
        world.done(ofEast.connect(south.address()));
        world.done(ofEast.disconnect(home.node()));
        assertThat(ofEast.state()).isEqualTo(NetworkState.CONNECTED);

        world.done(home.revoke(ofEast.node()));

        Duration told = world.until("east knows", () -> ofEast.state() == NetworkState.REVOKED);
        assertThat(told).isLessThan(Duration.ofSeconds(1));
        world.pass(Duration.ofSeconds(1));
        assertThat(ofSouth.nodes())
                .singleElement()
                .satisfies(node -> assertThat(node.node()).isEqualTo(home.node()));
        assertThat(ofSouth.state()).isEqualTo(NetworkState.CONNECTED);
    }

    @Test
    void one_who_was_removed_while_away_is_not_let_in_again() {
        Machine north = world.machine("north");
        Machine south = world.machine("south");
        LocalNetwork home =
                world.done(north.kernel().create("home", north.identity().id()));
        LocalNetwork ofSouth = world.invite(home, south);
        south.kill();
        world.done(home.revoke(ofSouth.node()));

        south.restart();
        world.pass(Duration.ofMinutes(2));

        assertThat(home.state()).isEqualTo(NetworkState.ALONE);
        assertThat(south.network("home").state()).isNotEqualTo(NetworkState.CONNECTED);
        assertThat(world.time.failures()).isEmpty();
    }
}
