// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Route;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.time.SeededRandomness;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WaysTest {
    private static final NetworkId NETWORK = NetworkId.of(Bytes.wrap(new byte[NetworkId.SIZE]));
    private static final SimulatedSuite SUITE = new SimulatedSuite();
    private static final int NOWHERE = 1 << 29;

    static int[] seeds() {
        int[] seeds = new int[50];
        Arrays.setAll(seeds, i -> i);
        return seeds;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void ways_cost_what_a_naive_search_finds(int seed) {
        RandomGraph random = new RandomGraph(seed, 40);
        int[][] cheapest = random.floydWarshall();
        Graph graph = random.graph();

        for (int from = 0; from < random.size; from++) {
            Ways ways = random.ways(graph, from);
            for (int to = 0; to < random.size; to++) {
                if (to != from) {
                    assertThat(random.cost(from, ways.to(random.nodes[to])))
                            .as("from %s to %s", from, to)
                            .isEqualTo(cheapest[from][to]);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_graph_that_changed_step_by_step_is_the_graph_that_was_made_at_once(int seed) {
        RandomGraph random = new RandomGraph(seed, 25);
        Graph graph = random.graph();
        for (int step = 0; step < 200; step++) {
            int node = random.chance.nextInt(random.size);
            if (random.chance.chance(0.1)) {
                random.forget(node);
                graph.remove(Prefix.of(random.nodes[node]));
            } else {
                random.change(node);
                graph.put(random.advert(node));
            }
        }

        Graph atOnce = random.graph();

        assertThat(graph.edges()).isEqualTo(atOnce.edges());
        for (int from = 0; from < random.size; from++) {
            for (NodeId to : random.nodes) {
                assertThat(random.ways(graph, from).to(to))
                        .isEqualTo(random.ways(atOnce, from).to(to));
            }
        }
    }

    @Test
    void a_link_that_is_avoided_is_taken_where_there_is_no_other_way() {
        RandomGraph line = new RandomGraph(1, 3, new int[][] {{0, 1, 1}, {1, 2, 1}});
        NodeId[] nodes = line.nodes;

        Ways ways = Ways.from(nodes[0], line.peers(0), line.graph(), (one, other) -> true);

        assertThat(ways.to(nodes[2]).orElseThrow().nodes()).containsExactly(nodes[1], nodes[2]);
        assertThat(ways.reachable()).containsExactlyInAnyOrder(nodes[1], nodes[2]);
    }

    @Test
    void a_link_that_is_avoided_is_gone_round() {
        RandomGraph square = new RandomGraph(1, 4, new int[][] {{0, 1, 1}, {1, 3, 1}, {0, 2, 5}, {2, 3, 5}});
        Graph graph = square.graph();
        NodeId[] nodes = square.nodes;

        assertThat(square.ways(graph, 0).to(nodes[3]).orElseThrow().nodes()).containsExactly(nodes[1], nodes[3]);
        Ways round = Ways.from(
                nodes[0],
                square.peers(0),
                graph,
                (one, other) -> List.of(one, other).containsAll(List.of(nodes[1], nodes[3])));
        assertThat(round.to(nodes[3]).orElseThrow().nodes()).containsExactly(nodes[2], nodes[3]);
    }

    @Test
    void a_relay_that_is_doubted_is_gone_round_as_far_as_it_is_doubted() {
        RandomGraph square = new RandomGraph(1, 4, new int[][] {{0, 1, 1}, {1, 3, 1}, {0, 2, 9}, {2, 3, 9}});
        NodeId[] nodes = square.nodes;

        assertThat(doubting(square, nodes[1], 1).to(nodes[3]).orElseThrow().nodes())
                .containsExactly(nodes[1], nodes[3]);
        assertThat(doubting(square, nodes[1], 16).to(nodes[3]).orElseThrow().nodes())
                .containsExactly(nodes[2], nodes[3]);
        assertThat(doubting(square, nodes[1], Doubts.MOST)
                        .to(nodes[1])
                        .orElseThrow()
                        .nodes())
                .as("as an end it is as good as any")
                .containsExactly(nodes[1]);
    }

    private static Ways doubting(RandomGraph random, NodeId doubted, int weight) {
        return Ways.from(random.nodes[0], random.peers(0), random.graph(), new Misgivings() {
            @Override
            public boolean avoid(NodeId one, NodeId other) {
                return false;
            }

            @Override
            public int doubt(NodeId relay) {
                return relay.equals(doubted) ? weight : 0;
            }
        });
    }

    /** Nodes whose links, delays and willingness are left to chance. */
    private static final class RandomGraph {
        final SeededRandomness chance;
        final int size;
        final NodeId[] nodes;
        private final int[][] said;
        private final boolean[] relays;
        private final boolean[] gone;
        private long number = 1;

        RandomGraph(int seed, int size) {
            this(seed, size, new int[0][]);
            for (int node = 0; node < size; node++) {
                change(node);
            }
        }

        RandomGraph(int seed, int size, int[][] links) {
            chance = new SeededRandomness(seed);
            this.size = size;
            nodes = new NodeId[size];
            Arrays.setAll(nodes, i -> NodeId.of(SUITE.hash(Bytes.utf8("node " + i))));
            said = new int[size][size];
            relays = new boolean[size];
            gone = new boolean[size];
            Arrays.fill(relays, true);
            for (int[] row : said) {
                Arrays.fill(row, -1);
            }
            for (int[] link : links) {
                said[link[0]][link[1]] = link[2];
                said[link[1]][link[0]] = link[2];
            }
        }

        void change(int node) {
            gone[node] = false;
            relays[node] = chance.chance(0.8);
            for (int other = 0; other < size; other++) {
                said[node][other] = other != node && chance.chance(0.3) ? chance.nextInt(Delay.CLASSES) : -1;
            }
        }

        void forget(int node) {
            gone[node] = true;
        }

        Advert advert(int node) {
            TreeMap<Prefix, Integer> delays = new TreeMap<>();
            for (int other = 0; other < size; other++) {
                if (said[node][other] >= 0) {
                    delays.put(Prefix.of(nodes[other]), said[node][other]);
                }
            }
            return Advert.sign(
                    NETWORK,
                    nodes[node],
                    number++,
                    relays[node],
                    Neighbours.of(delays),
                    Bytes.EMPTY,
                    any -> Bytes.EMPTY);
        }

        Graph graph() {
            Graph graph = new Graph();
            for (int node = 0; node < size; node++) {
                if (!gone[node]) {
                    graph.put(advert(node));
                }
            }
            return graph;
        }

        boolean linked(int one, int other) {
            return !gone[one] && !gone[other] && said[one][other] >= 0 && said[other][one] >= 0;
        }

        int units(int one, int other) {
            return Delay.units(Math.max(said[one][other], said[other][one]));
        }

        SortedMap<NodeId, Integer> peers(int from) {
            SortedMap<NodeId, Integer> peers = new TreeMap<>();
            for (int other = 0; other < size; other++) {
                if (linked(from, other)) {
                    peers.put(nodes[other], Math.max(said[from][other], said[other][from]));
                }
            }
            return peers;
        }

        Ways ways(Graph graph, int from) {
            return Ways.from(nodes[from], peers(from), graph, (one, other) -> false);
        }

        /** What a way costs, by the links it has. */
        int cost(int from, Optional<Route> route) {
            if (route.isEmpty()) {
                return NOWHERE;
            }
            int cost = 0;
            int at = from;
            for (NodeId next : route.get().nodes()) {
                int to = List.of(nodes).indexOf(next);
                assertThat(linked(at, to)).isTrue();
                assertThat(at == from || relays[at]).isTrue();
                cost += Ways.HOP_UNITS + units(at, to);
                at = to;
            }
            return cost;
        }

        /** Ways that lead through relays only; the first and the last node need not be one. */
        int[][] floydWarshall() {
            int[][] cost = new int[size][size];
            for (int one = 0; one < size; one++) {
                for (int other = 0; other < size; other++) {
                    cost[one][other] = linked(one, other) ? Ways.HOP_UNITS + units(one, other) : NOWHERE;
                }
            }
            for (int via = 0; via < size; via++) {
                for (int one = 0; relays[via] && one < size; one++) {
                    for (int other = 0; other < size; other++) {
                        cost[one][other] = Math.min(cost[one][other], cost[one][via] + cost[via][other]);
                    }
                }
            }
            for (int[] row : cost) {
                Arrays.setAll(row, i -> Math.min(row[i], NOWHERE));
            }
            return cost;
        }
    }
}
