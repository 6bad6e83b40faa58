// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.InvitationTerms;
import io.pipes.api.network.NetworkState;
import io.pipes.api.network.Role;
import io.pipes.api.node.NodeInfo;
import io.pipes.api.node.NodeState;
import io.pipes.spi.home.Settings.Peering;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.testkit.network.Conditions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeeringTest {
    private final World world = new World(6);

    private List<LocalNetwork> network(int size, Peering peering) {
        List<LocalNetwork> nodes = new ArrayList<>();
        Machine first = world.machine("host-0", peering);
        nodes.add(world.done(first.kernel().create("home", first.identity().id())));
        String ticket = world.done(nodes.get(0).invite(new InvitationTerms(Role.WRITER, Duration.ofHours(1), size)))
                .ticket();
        for (int i = 1; i < size; i++) {
            Machine next = world.machine("host-" + i, peering);
            nodes.add(world.done(next.kernel().join(ticket, next.identity().id())));
        }
        return nodes;
    }

    private static long links(LocalNetwork node) {
        return node.nodes().stream()
                .filter(other -> other.state() == NodeState.CONNECTED)
                .count();
    }

    @Test
    void with_auto_peering_guests_of_one_host_find_each_other() {
        List<LocalNetwork> nodes = network(3, Peering.AUTO);

        world.until("all are linked", () -> nodes.stream().allMatch(node -> links(node) == 2));
    }

    @Test
    void with_manual_peering_they_stay_with_their_host_until_told() {
        List<LocalNetwork> nodes = network(3, Peering.MANUAL);
        world.pass(Duration.ofMinutes(2));
        assertThat(links(nodes.get(1))).isEqualTo(1);

        NodeInfo found = world.done(nodes.get(1).connect("sim://host-2:7171"));

        assertThat(found.node()).isEqualTo(nodes.get(2).node());
        assertThat(links(nodes.get(1))).isEqualTo(2);
    }

    @Test
    void a_network_outlives_the_node_that_began_it() {
        List<LocalNetwork> nodes = network(4, Peering.AUTO);
        world.until("all are linked", () -> nodes.stream().allMatch(node -> links(node) == 3));

        world.network.isolate(world.network.hosts().iterator().next());
        world.pass(Duration.ofSeconds(30));

        assertThat(nodes.subList(1, 4)).allSatisfy(node -> {
            assertThat(node.state()).isEqualTo(NetworkState.CONNECTED);
            assertThat(links(node)).isEqualTo(2);
        });
    }

    @Test
    void thirty_nodes_keep_a_few_links_each_and_all_know_all() {
        world.network.conditions(Conditions.ROUGH);
        List<LocalNetwork> nodes = network(30, Peering.AUTO);

        world.pass(Duration.ofMinutes(2));

        assertThat(nodes).allSatisfy(node -> {
            assertThat(node.nodes()).hasSize(29);
            assertThat(links(node)).isBetween(6L, 29L);
        });
        long all = nodes.stream().mapToLong(PeeringTest::links).sum();
        assertThat(all / 2).isLessThan(30 * 10);
        assertThat(world.time.failures()).isEmpty();
    }
}
