// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.scale.Scale;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a large network costs. */
class FootprintTest {
    private static final NetworkId NETWORK = NetworkId.of(Bytes.wrap(new byte[NetworkId.SIZE]));
    private static final SimulatedSuite SUITE = new SimulatedSuite();
    private static final int NODES = 5_000;
    private static final int LINKS = 10;

    @Test
    void a_known_node_takes_less_than_two_kibibytes() throws MalformedException {
        long before = used();

        Adverts adverts = new Adverts(SUITE);
        Graph graph = new Graph();
        for (int i = 0; i < NODES; i++) {
            // Read as it comes from a peer, so that nothing is shared with other nodes.
            Advert advert = Advert.decode(advert(i).encode());
            adverts.put(Known.of(SUITE, advert));
            graph.put(advert);
        }
        Ways ways = Ways.from(node(0), Map.of(node(1), 0, node(NODES - 1), 0), graph, (one, other) -> false);
        long perNode = (used() - before) / NODES;

        assertThat(ways.reachable()).hasSize(NODES - 1);
        assertThat(adverts.root().size()).isEqualTo(Adverts.ROOT_BYTES);
        System.out.println("A known node with " + LINKS + " links takes " + perNode + " bytes");
        assertThat(perNode).isPositive().isLessThan(2_048);
    }

    @Test
    void a_newcomer_in_a_large_network_knows_everybody_soon_and_cheaply() {
        int count = Scale.of(250, 1_000);
        try (TestNetwork network = TestNetwork.mesh(count, 1)) {
            TestNode newcomer = network.add();
            network.settle();
            for (int i = 0; i < 8; i++) {
                network.link(newcomer, network.node(i * count / 10)).delay = Duration.ofMillis(20);
            }

            boolean inTime =
                    network.time.runUntil(() -> newcomer.topology().reachable().size() == count, Duration.ofSeconds(2));

            assertThat(inTime).isTrue();
            network.settle();
            long bytes = network.links(newcomer).stream()
                    .mapToLong(link -> link.bytes)
                    .sum();
            System.out.println("Among " + count + " nodes a newcomer exchanges " + bytes + " bytes");
            assertThat(bytes).isLessThan(count * (1L << 10));
            assertThat(network.node(77).topology().reachable()).hasSize(count);
        }
    }

    private static Advert advert(int number) {
        TreeMap<Prefix, Integer> delays = new TreeMap<>();
        for (int i = 1; i <= LINKS / 2; i++) {
            delays.put(Prefix.of(node(number + i)), 2);
            delays.put(Prefix.of(node(number + NODES - i)), 2);
        }
        Bytes signature = Bytes.wrap(new byte[73]);
        return Advert.sign(
                NETWORK, node(number), number + 1L, true, Neighbours.of(delays), Bytes.EMPTY, any -> signature);
    }

    private static NodeId node(int number) {
        return NodeId.of(SUITE.hash(Bytes.utf8("node " + number % NODES)));
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }
}
