// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.call;

import io.pipes.base.id.NodeId;
import io.pipes.service.catalogue.Catalogue;
import io.pipes.spi.node.LinkState;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Route;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Whom to call: the nearest first, those that are equally near in turn. Lives on the loop. */
public final class Choice {
    /** As far away as who cannot be reached. */
    private static final int FAR = Integer.MAX_VALUE;

    private final NodeContext node;
    private final Catalogue catalogue;
    private int turn;

    public Choice(NodeContext node, Catalogue catalogue) {
        this.node = node;
        this.catalogue = catalogue;
    }

    /** Those who offer a service for calls, in the order in which they are to be tried. */
    List<NodeId> candidates(String service) {
        SortedMap<Integer, List<NodeId>> byDistance = new TreeMap<>();
        for (Catalogue.Entry entry : catalogue.entries()) {
            if (entry.service().isCalled(service)) {
                int hops = hops(entry.node());
                byDistance
                        .computeIfAbsent(hops < 0 ? FAR : hops, none -> new ArrayList<>())
                        .add(entry.node());
            }
        }
        List<NodeId> candidates = new ArrayList<>();
        turn = (turn + 1) & Integer.MAX_VALUE;
        for (List<NodeId> equallyFar : byDistance.values()) {
            Collections.rotate(equallyFar, -(turn % equallyFar.size()));
            candidates.addAll(equallyFar);
        }
        return candidates;
    }

    /** How many links away a node is: 0 for this one, -1 for one that cannot be reached now. */
    public int hops(NodeId member) {
        if (member.equals(node.id())) {
            return 0;
        }
        if (node.links().link(member).filter(LinkState::direct).isPresent()) {
            return 1;
        }
        return node.routing()
                .router()
                .flatMap(router -> router.route(member))
                .map(Route::hops)
                .orElse(-1);
    }
}
