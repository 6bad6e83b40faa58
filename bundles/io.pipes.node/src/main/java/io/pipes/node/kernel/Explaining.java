// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.api.node.Explanation;
import io.pipes.api.node.NodeInfo;
import io.pipes.base.id.NodeId;
import io.pipes.node.link.Link;
import io.pipes.node.peering.PeerAddresses;
import io.pipes.spi.node.Route;
import io.pipes.spi.transport.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says why a node is reached as it is. Lives on the loop. */
final class Explaining {
    private static final String IN_USE = "in use";

    private final NodeEngine engine;
    private final NodeInfo node;
    private final Optional<Link> link;
    private final Optional<Route> route;

    Explaining(NodeEngine engine, NodeInfo node) {
        this.engine = engine;
        this.node = node;
        link = engine.openLink(node.node());
        route = way(engine, node.node());
    }

    /** The way that what is said takes now; without a link, the one it would take. */
    private static Optional<Route> way(NodeEngine engine, NodeId node) {
        Optional<Route> taken =
                engine.openLink(node).filter(link -> !link.direct()).isPresent()
                        ? engine.routing().router().flatMap(router -> router.taken(node))
                        : Optional.empty();
        return taken.or(() -> engine.routing().route(node));
    }

    Explanation explain() {
        List<NodeId> way = way();
        return new Explanation(node.node(), way.size(), way, candidates(), reason());
    }

    private boolean direct() {
        return link.filter(Link::direct).isPresent();
    }

    private List<NodeId> way() {
        return direct() ? List.of(node.node()) : route.map(Route::nodes).orElse(List.of());
    }

    private List<Explanation.Candidate> candidates() {
        List<Explanation.Candidate> candidates = new ArrayList<>();
        Map<Address, String> results = engine.peers().results(node.node());
        Optional<Address> used = link.filter(Link::direct).map(Link::remote);
        for (Address address : addresses()) {
            String result =
                    used.filter(address::equals).isPresent() ? IN_USE : results.getOrDefault(address, "not tried");
            candidates.add(new Explanation.Candidate(address.toString(), "direct", result));
        }
        if (used.isPresent() && !addresses().contains(used.get())) {
            candidates.add(new Explanation.Candidate(used.get().toString(), "direct", IN_USE));
        }
        route.filter(known -> known.hops() > 1)
                .ifPresent(known -> candidates.add(new Explanation.Candidate(
                        known.first().text(),
                        "relayed",
                        direct() ? "available" : link.isPresent() ? IN_USE : "used when there is something to say")));
        return candidates;
    }

    private List<Address> addresses() {
        return engine.peers()
                .book()
                .of(node.node())
                .map(PeerAddresses::addresses)
                .orElse(List.of());
    }

    private String reason() {
        if (direct()) {
            return "There is a direct link.";
        }
        String direct = whatWouldMakeItDirect();
        if (route.isEmpty()) {
            return "No member that can be reached has a link to it. " + direct;
        }
        return "There is no direct link, so what is said goes through "
                + (route.get().hops() - 1) + (route.get().hops() == 2 ? " other node. " : " other nodes. ") + direct;
    }

    private String whatWouldMakeItDirect() {
        if (addresses().isEmpty()) {
            return "No address of it is known; 'network connect ADDRESS' tells one.";
        }
        return "A direct link comes when one of its addresses answers; 'network connect ADDRESS' tries one now.";
    }
}
