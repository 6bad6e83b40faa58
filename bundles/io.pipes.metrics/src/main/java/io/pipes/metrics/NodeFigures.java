// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.metrics;

import io.pipes.api.node.NodeInfo;
import io.pipes.api.node.NodeState;
import io.pipes.api.store.StoreInfo;
import io.pipes.api.store.Stores;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.local.LocalNetworks;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The node's networks and store, as they say themselves when they are asked. */
final class NodeFigures {
    private final Supplier<Optional<LocalNetworks>> networks;
    private final Supplier<Optional<Stores>> stores;

    NodeFigures(Supplier<Optional<LocalNetworks>> networks, Supplier<Optional<Stores>> stores) {
        this.networks = networks;
        this.stores = stores;
    }

    void add(Families to) {
        List<LocalNetwork> all = networks.get().map(LocalNetworks::list).orElse(List.of());
        to.gauge("pipes_ready", "1 when messages can be exchanged.", isReady() ? 1 : 0);
        to.gauge(
                "pipes_problems",
                "Things that 'pipes status' complains about.",
                networks.get().map(found -> found.problems().size()).orElse(1));
        stores.get().map(Stores::info).ifPresent(info -> addStore(info, to));
        all.forEach(network -> addNetwork(network, to));
        new PipelineFigures(to).add(all);
        new HeldFigures(to).add(all);
    }

    private boolean isReady() {
        return networks.get().filter(LocalNetworks::ready).isPresent();
    }

    private static void addStore(StoreInfo info, Families to) {
        to.gauge(
                "pipes_store_healthy",
                "1 while the store complains about nothing.",
                info.problems().isEmpty() ? 1 : 0,
                "store",
                info.kind());
    }

    private static void addNetwork(LocalNetwork network, Families to) {
        List<NodeInfo> others = network.nodes();
        String name = network.name();
        to.gauge("pipes_members", "Members of the network, this node included.", others.size() + 1, "network", name);
        to.gauge(
                "pipes_members_reachable",
                "Other members that can be reached now, also through others.",
                count(others, node -> node.hops() > 0),
                "network",
                name);
        to.gauge(
                "pipes_links",
                "Members to which there is a direct link.",
                count(others, node -> node.state() == NodeState.CONNECTED),
                "network",
                name);
    }

    private static long count(List<NodeInfo> nodes, Predicate<NodeInfo> which) {
        return nodes.stream().filter(which).count();
    }
}
