// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import java.util.List;
import java.util.TreeMap;

/** Makes adverts as no honest node would, with the key of one that is a member. */
final class Forger {
    private final TestNode key;
    private final NodeId author;
    private NetworkId network = TestNetwork.ID;

    private Forger(TestNode key, NodeId author) {
        this.key = key;
        this.author = author;
    }

    /** As the node itself. */
    static Forger as(TestNode node) {
        return new Forger(node, node.id());
    }

    /** In the name of another one. */
    Forger inTheNameOf(TestNode other) {
        return new Forger(key, other.id());
    }

    Forger forNetwork(NetworkId other) {
        Forger changed = new Forger(key, author);
        changed.network = other;
        return changed;
    }

    Advert advert(long number, TestNode... neighbours) {
        return advert(number, List.of(neighbours));
    }

    Advert advert(long number, List<TestNode> neighbours) {
        TreeMap<Prefix, Integer> delays = new TreeMap<>();
        neighbours.stream()
                .filter(node -> !node.id().equals(author))
                .forEach(node -> delays.put(Prefix.of(node.id()), 0));
        return Advert.sign(
                network,
                author,
                number,
                true,
                Neighbours.of(delays),
                Bytes.EMPTY,
                message -> key.sign(Label.LINK_STATE, message));
    }

    static Bytes message(Advert... adverts) {
        return new RouteMessage.Fresh(List.of(adverts)).encode();
    }
}
