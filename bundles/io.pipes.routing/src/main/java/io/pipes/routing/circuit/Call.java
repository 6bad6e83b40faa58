// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.Cancellable;
import io.pipes.base.id.NodeId;
import io.pipes.routing.Paths;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Route;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.TransportException;
import io.pipes.spi.transport.TransportException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Somebody here wants a circuit: tries one way after the other, each time without what has turned out not to be usable, until one leads to
 * the member.
 */
final class Call {
    /** How long a way may take to open. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** How many ways are tried. */
    static final int WAYS = 4;

    private final NodeContext node;
    private final Paths paths;
    private final Ways ways;
    private final NodeId member;
    private final CircuitKind kind;
    private final CompletableFuture<Connection> result = new CompletableFuture<>();
    private TransportException failure;
    private @Nullable Attempt attempt;
    private final Set<List<NodeId>> tried = new HashSet<>();

    Call(NodeContext node, Paths paths, Ways ways, NodeId member, CircuitKind kind) {
        this.node = node;
        this.paths = paths;
        this.ways = ways;
        this.member = member;
        this.kind = kind;
        failure = new TransportException(Reason.UNREACHABLE, "No way leads to " + member.shortText() + " now");
    }

    CompletableFuture<Connection> result() {
        return result;
    }

    void begin() {
        tryNext();
    }

    /** Nothing comes of it any more. */
    void stop() {
        if (attempt != null) {
            attempt.giveUp();
        }
        result.completeExceptionally(
                new TransportException(Reason.CLOSED, "Circuits end: the feature is being replaced"));
    }

    private void tryNext() {
        attempt = null;
        while (!result.isDone() && attempt == null) {
            Optional<Route> route = paths.route(member)
                    .filter(way ->
                            tried.size() < WAYS && way.hops() <= OpenRequest.MOST_HOPS && tried.add(way.nodes()));
            if (route.isEmpty()) {
                result.completeExceptionally(failure);
            } else {
                attempt = attempt(route.get());
            }
        }
    }

    private @Nullable Attempt attempt(Route route) {
        Attempt made = new Attempt(route);
        Optional<Trunk> first = ways.usable(kind, route.first());
        if (first.isEmpty() || !made.begin(first.get())) {
            paths.avoid(node.id(), route.first());
            return null;
        }
        return made;
    }

    /** One way. */
    private final class Attempt implements Hop.Occupant {
        private final Route route;

        /** All nodes of the way, this one at the beginning. */
        private final List<NodeId> nodes = new ArrayList<>();

        private Cancellable timer = () -> {};
        private @Nullable Hop hop;

        Attempt(Route route) {
            this.route = route;
            nodes.add(node.id());
            nodes.addAll(route.nodes());
        }

        boolean begin(Trunk first) {
            hop = first.open(new OpenRequest(node.id(), nodes.subList(2, nodes.size())), this);
            if (hop != null) {
                timer = node.loop().schedule(PATIENCE, this::late);
            }
            return hop != null;
        }

        void giveUp() {
            timer.cancel();
            if (hop != null) {
                hop.close(Ending.BROKEN);
            }
        }

        private void late() {
            giveUp();
            avoidLinkAfter(0);
            doubtUpTo(nodes.size(), Paths.GRAVELY);
            failed(Reason.TIMED_OUT, "Nobody on the way to " + member.shortText() + " answered");
        }

        private void failed(Reason reason, String sentence) {
            failure = new TransportException(reason, sentence);
            tryNext();
        }

        @Override
        public void opened() {
            timer.cancel();
            Hop there = hop;
            if (there != null) {
                Connection connection = ways.end(there, kind, route);
                if (!result.complete(connection)) {
                    connection.abort();
                }
            }
        }

        @Override
        public void refused(Refusal refusal) {
            timer.cancel();
            int by = nodes.indexOf(refusal.by());
            int at = Math.max(0, by);
            doubtUpTo(by < 0 ? nodes.size() : by + 1, Paths.SLIGHTLY);
            avoidLinkAfter(at);
            if (at > 0 && !refusal.reason().concernsLink()) {
                avoidLinkAfter(at - 1);
            }
            String name = refusal.by().shortText();
            switch (refusal.reason()) {
                case NO_LINK -> failed(Reason.UNREACHABLE, name + " has no link to the next node now");
                case SILENT -> failed(Reason.TIMED_OUT, "The node behind " + name + " did not answer");
                case NO_ROOM -> failed(Reason.LIMIT, name + " has no room for another circuit now");
                case NO_RELAY -> failed(Reason.LIMIT, name + " carries nothing for this node");
            }
        }

        @Override
        public void closed(Ending ending) {
            timer.cancel();
            avoidLinkAfter(0);
            doubtUpTo(nodes.size(), Paths.GRAVELY);
            failed(Reason.UNREACHABLE, "The way to " + member.shortText() + " broke");
        }

        /** Whoever hands a refusal on may have made it up. */
        private void doubtUpTo(int end, int weight) {
            paths.doubt(nodes.subList(1, Math.min(end, nodes.size() - 1)), weight);
        }

        private void avoidLinkAfter(int index) {
            if (index + 1 < nodes.size()) {
                paths.avoid(nodes.get(index), nodes.get(index + 1));
            }
        }
    }

    /** What a call needs of its node. */
    interface Ways {
        /** The way to a peer, if it can be used now. */
        Optional<Trunk> usable(CircuitKind kind, NodeId peer);

        /** Makes a connection of a circuit that is there, along this route. */
        Connection end(Hop hop, CircuitKind kind, Route route);
    }
}
