// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Route;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cheapest ways from this node to all others, by Dijkstra. A way costs the round trips of its links and 10 ms for each
 * link, so that a detour must save something; and more where there are {@link Misgivings}. Of ways that cost the same, the one with fewer links counts, then the one whose last node
 * before the end has the lower id: all nodes that know the same choose the same.
 */
final class Ways {
    /** What one more link costs, in units of {@link Delay#units}, which is 10 ms: others work for it, and round trips are known only roughly. */
    static final int HOP_UNITS = 160;

    /**
     * What a link costs beside that when it should be avoided: more than any way that nothing speaks against, and less than one over a relay
     * that has let in twice what it did not carry. Who says that a link cannot be used may be that relay.
     */
    private static final int AVOIDED_UNITS = 1 << 18;

    /** What one more relay costs for each {@link Misgivings#doubt} about it: 64 ms. */
    private static final int DOUBT_UNITS = 1 << 10;

    private static final int NOWHERE = Integer.MAX_VALUE;

    private final Graph graph;
    private final Misgivings misgivings;
    private final int[] cost;
    private final int[] hops;
    private final int[] before;
    private final int[] delays;
    private final SlotHeap heap = new SlotHeap();

    private Ways(Graph graph, Misgivings misgivings) {
        this.graph = graph;
        this.misgivings = misgivings;
        cost = new int[graph.size()];
        hops = new int[graph.size()];
        before = new int[graph.size()];
        delays = new int[graph.size()];
        Arrays.fill(cost, NOWHERE);
        Arrays.fill(before, Graph.NONE);
    }

    /**
     * @param peers this node's own links and the classes of their delays; the ways begin with them
     * @param misgivings about links and relays
     */
    static Ways from(NodeId self, Map<NodeId, Integer> peers, Graph graph, Misgivings misgivings) {
        Ways ways = new Ways(graph, misgivings);
        int own = graph.slot(Prefix.of(self));
        peers.forEach((peer, delay) -> {
            int slot = graph.slot(Prefix.of(peer));
            if (slot != Graph.NONE) {
                int units = Delay.units(delay);
                ways.offer(slot, Graph.NONE, 1, units, ways.linkCost(self, peer, units));
            }
        });
        ways.run(own);
        return ways;
    }

    /** The way to a node that is no peer. */
    Optional<Route> to(NodeId node) {
        int end = graph.slot(Prefix.of(node));
        if (end == Graph.NONE || cost[end] == NOWHERE) {
            return Optional.empty();
        }
        List<NodeId> nodes = new ArrayList<>(hops[end]);
        for (int slot = end; slot != Graph.NONE; slot = before[slot]) {
            nodes.add(graph.node(slot));
        }
        Collections.reverse(nodes);
        return Optional.of(new Route(nodes, Delay.duration(delays[end])));
    }

    /** Nodes to which there is a way. */
    List<NodeId> reachable() {
        List<NodeId> reachable = new ArrayList<>();
        for (int slot = 0; slot < cost.length; slot++) {
            if (cost[slot] != NOWHERE) {
                reachable.add(graph.node(slot));
            }
        }
        return reachable;
    }

    private void run(int own) {
        while (!heap.isEmpty()) {
            long item = heap.remove();
            int slot = SlotHeap.slot(item);
            if (SlotHeap.cost(item) == cost[slot] && graph.relays(slot)) {
                goOn(slot, own);
            }
        }
    }

    private void goOn(int slot, int own) {
        int doubt = DOUBT_UNITS * misgivings.doubt(graph.node(slot));
        int[] near = graph.near(slot);
        int[] classes = graph.delays(slot);
        for (int i = 0; i < near.length; i++) {
            int next = near[i];
            if (next != own) {
                int units = Delay.units(classes[i]);
                int costNow = cost[slot] + doubt + linkCost(graph.node(slot), graph.node(next), units);
                offer(next, slot, hops[slot] + 1, delays[slot] + units, costNow);
            }
        }
    }

    private int linkCost(NodeId one, NodeId other, int delay) {
        return HOP_UNITS + delay + (misgivings.avoid(one, other) ? AVOIDED_UNITS : 0);
    }

    private void offer(int slot, int via, int links, int delay, int costNow) {
        if (costNow < cost[slot]) {
            heap.add(costNow, slot);
        } else if (costNow > cost[slot] || !isBetter(slot, via, links)) {
            return;
        }
        cost[slot] = costNow;
        hops[slot] = links;
        delays[slot] = delay;
        before[slot] = via;
    }

    /** Of two ways that cost the same. */
    private boolean isBetter(int slot, int via, int links) {
        if (links != hops[slot] || via == Graph.NONE || before[slot] == Graph.NONE) {
            return links < hops[slot];
        }
        return graph.node(via).compareTo(graph.node(before[slot])) < 0;
    }
}
