// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.api.PipesException;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.node.link.Link;
import io.pipes.node.peering.Caller;
import io.pipes.node.peering.PeerAddresses;
import io.pipes.node.peering.Search;
import io.pipes.spi.node.Member;
import io.pipes.spi.transport.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A person says where another node is: finds out which one, links to it, and keeps the address. Lives on the loop. */
final class Connecting {
    private final NodeEngine engine;
    private final Caller caller;
    private final Duration patience;

    Connecting(NodeEngine engine, Caller caller, Duration patience) {
        this.engine = engine;
        this.caller = caller;
        this.patience = patience;
    }

    CompletionStage<NodeId> connect(Address address) {
        Optional<NodeId> expected = engine.peers().book().at(address);
        if (expected.flatMap(engine::openLink).isPresent()) {
            return keep(expected.orElseThrow(), address);
        }
        List<Map.Entry<NodeId, Bytes>> candidates = candidates(expected);
        if (candidates.isEmpty()) {
            return CompletableFuture.failedFuture(new PipesException(
                    PipesException.Code.NOT_FOUND, "There is no other member yet who could be at " + address + "."));
        }
        return new Search(address, candidates, caller, engine.neighbourhood())
                .begin()
                .thenCompose(found -> opened(found, address))
                .thenCompose(found -> keep(found, address));
    }

    /** Who may be there: first the one known to be, then those without a link. */
    private List<Map.Entry<NodeId, Bytes>> candidates(Optional<NodeId> expected) {
        List<NodeId> order = new ArrayList<>();
        expected.ifPresent(order::add);
        List<NodeId> members = engine.neighbourhood().members();
        members.stream().filter(node -> engine.openLink(node).isEmpty()).forEach(order::add);
        members.stream().filter(node -> engine.openLink(node).isPresent()).forEach(order::add);
        return order.stream()
                .distinct()
                .flatMap(node -> linkKey(node).map(key -> Map.entry(node, key)).stream())
                .toList();
    }

    private Optional<Bytes> linkKey(NodeId node) {
        return engine.parts()
                .ledger()
                .member(node)
                .map(Member::linkKey)
                .or(() -> engine.peers().book().of(node).map(PeerAddresses::linkKey));
    }

    private CompletionStage<NodeId> opened(NodeId node, Address address) {
        return engine.openLink(node).map(Link::peer).isPresent()
                ? CompletableFuture.completedFuture(node)
                : engine.waiters()
                        .await(node::equals, patience, "The node at " + address + " answered, but no link came of it.");
    }

    private CompletionStage<NodeId> keep(NodeId node, Address address) {
        Bytes key = linkKey(node).orElseThrow();
        return engine.peers().book().told(node, key, List.of(address)).thenApply(kept -> node);
    }
}
