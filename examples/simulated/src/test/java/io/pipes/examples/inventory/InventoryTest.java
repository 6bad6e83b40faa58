// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.examples.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.testkit.apps.Applications;
import io.pipes.testkit.network.Conditions;
import io.pipes.testkit.nodes.SimulatedNode;
import io.pipes.testkit.nodes.SimulatedNodes;
import io.pipes.testkit.nodes.SimulatedPipes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The inventory of a chain of shops, each with a node of its own, all of them simulated. */
class InventoryTest {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Opens the inventory in all shops; the first one makes it. */
    private static List<Inventory> openShops(SimulatedPipes simulation, Applications applications) {
        open(simulation, applications, simulation.node(0));
        simulation.settle();
        return simulation.nodes().stream()
                .map(node -> open(simulation, applications, node))
                .toList();
    }

    private static Inventory open(SimulatedPipes simulation, Applications applications, SimulatedNode node) {
        return simulation.done(Inventory.open(applications.network(node), node.name()));
    }

    private static boolean allCount(SimulatedPipes simulation, List<Inventory> shops, long lamps) {
        return shops.stream().allMatch(shop -> simulation.done(shop.count("lamp")) == lamps);
    }

    @Test
    @SimulatedNodes(count = 20)
    void both_halves_of_a_chain_go_on_while_they_are_apart_and_have_everything_in_the_end(SimulatedPipes simulation) {
        List<Inventory> shops = openShops(simulation, new Applications(simulation));
        List<Inventory> north = shops.subList(0, 10);
        List<Inventory> south = shops.subList(10, 20);
        simulation.done(north.get(0).book("lamp", 100));
        assertThat(simulation.eventually(() -> allCount(simulation, shops, 100), SOON))
                .isTrue();

        simulation.partition(simulation.nodes().subList(0, 10));
        simulation.done(north.get(3).place("lamp", "window"));
        simulation.done(south.get(4).place("chair", "cellar"));
        shops.forEach(shop -> simulation.done(shop.book("lamp", -1)));

        assertThat(simulation.eventually(() -> allCount(simulation, shops, 90), PATIENCE))
                .as("each half knows of its own ten")
                .isTrue();
        assertThat(simulation.done(north.get(0).shelves())).isEqualTo(Map.of("lamp", "window"));
        assertThat(simulation.done(south.get(0).shelves())).isEqualTo(Map.of("chair", "cellar"));

        simulation.heal();

        assertThat(simulation.eventually(() -> allCount(simulation, shops, 80), PATIENCE))
                .as("everybody knows of all twenty")
                .isTrue();
        simulation.settle();
        for (Inventory shop : shops) {
            assertThat(simulation.done(shop.shelves())).isEqualTo(Map.of("chair", "cellar", "lamp", "window"));
            assertThat(shop.journal()).hasSize(21).doesNotHaveDuplicates();
        }
    }

    @Test
    @SimulatedNodes(count = 3)
    void what_a_shop_booked_alone_survives_a_loss_of_power(SimulatedPipes simulation) {
        Applications applications = new Applications(simulation);
        List<Inventory> shops = openShops(simulation, applications);
        SimulatedNode node = simulation.node(2);

        simulation.cut(node);
        simulation.done(shops.get(2).book("lamp", 7));
        node.crash();
        simulation.pass(SOON);
        node.restart();
        Inventory again = open(simulation, applications, node);
        assertThat(simulation.done(again.count("lamp"))).isEqualTo(7);
        simulation.heal();

        List<Inventory> now = List.of(shops.get(0), shops.get(1), again);
        assertThat(simulation.eventually(() -> allCount(simulation, now, 7), PATIENCE))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void nothing_is_counted_twice_on_a_bad_network(long seed) {
        Conditions bad = Conditions.CALM.loss(0.1).duplication(0.05).reordering(0.1);
        try (SimulatedPipes simulation = SimulatedPipes.network(5)
                .seed(seed)
                .conditions(bad)
                .buggify(true)
                .start()) {
            simulation.observed("InventoryTest", () -> bookEverywhere(simulation));
        }
    }

    private static void bookEverywhere(SimulatedPipes simulation) {
        List<Inventory> shops = openShops(simulation, new Applications(simulation));
        shops.forEach(shop -> simulation.done(shop.book("lamp", 10)));

        assertThat(simulation.eventually(() -> allCount(simulation, shops, 50), PATIENCE))
                .isTrue();
    }
}
