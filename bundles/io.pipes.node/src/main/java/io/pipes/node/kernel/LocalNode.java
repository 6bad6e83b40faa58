// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.api.PipesException;
import io.pipes.api.network.Invitation;
import io.pipes.api.network.InvitationTerms;
import io.pipes.api.network.NetworkEvent;
import io.pipes.api.network.NetworkState;
import io.pipes.api.network.Role;
import io.pipes.api.node.Explanation;
import io.pipes.api.node.NodeInfo;
import io.pipes.api.node.NodeLink;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.node.invitation.Ticket;
import io.pipes.node.link.Link;
import io.pipes.node.wire.GoodbyeReason;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.transport.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A network as applications see it: this process's node in it. Takes calls from any thread to the loop where the node lives. */
final class LocalNode implements LocalNetwork {
    private final KernelParts kernel;
    private final NodeEngine engine;
    private final Function<LocalNode, CompletionStage<Void>> leaving;
    private final Connecting connecting;

    /** @param leaving what the kernel does when the node leaves its network for good */
    LocalNode(KernelParts kernel, NodeEngine engine, Function<LocalNode, CompletionStage<Void>> leaving) {
        this.kernel = kernel;
        this.engine = engine;
        this.leaving = leaving;
        connecting = new Connecting(engine, kernel.caller(), kernel.timing().answer());
    }

    NodeEngine engine() {
        return engine;
    }

    @Override
    public NetworkId id() {
        return engine.parts().profile().network();
    }

    @Override
    public String name() {
        return engine.parts().ledger().networkName();
    }

    @Override
    public NodeId node() {
        return engine.parts().id();
    }

    @Override
    public IdentityId identity() {
        return engine.parts().profile().identity();
    }

    @Override
    public Role role() {
        return engine.directory().role();
    }

    @Override
    public NetworkState state() {
        return engine.directory().state();
    }

    @Override
    public Optional<NodeId> replacedBy() {
        return engine.directory().replacedBy();
    }

    @Override
    public List<NodeInfo> nodes() {
        return engine.directory().nodes();
    }

    @Override
    public List<String> securityProtocols() {
        return List.of(kernel.surroundings().suite().name());
    }

    @Override
    public CompletionStage<Invitation> invite(InvitationTerms terms) {
        return member(() -> engine.parts()
                .invitations()
                .issue(terms, kernel.listening().get())
                .thenApply(ticket -> invitation(ticket, terms)));
    }

    private static Invitation invitation(Ticket ticket, InvitationTerms terms) {
        try (var secret = ticket.secret()) {
            return new Invitation(
                    ticket.text(), ticket.role(), Instant.ofEpochMilli(ticket.expiresMillis()), terms.uses());
        }
    }

    @Override
    public CompletionStage<Void> assign(NodeId member, Role role) {
        return member(() -> engine.parts().ledger().assign(member, role));
    }

    @Override
    public CompletionStage<Void> revoke(NodeId member) {
        return member(() -> engine.parts().ledger().remove(member));
    }

    @Override
    public CompletionStage<Void> leave() {
        return Hop.onto(kernel.loop(), () -> leaving.apply(this));
    }

    @Override
    public CompletionStage<NodeInfo> connect(String address) {
        Address where;
        try {
            where = Address.parse(address);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(
                    new PipesException(PipesException.Code.INVALID_ARGUMENT, String.valueOf(e.getMessage())));
        }
        return member(() -> connecting.connect(where).thenApply(this::info));
    }

    private NodeInfo info(NodeId node) {
        return engine.directory().node(node).orElseThrow(() -> stranger(node));
    }

    @Override
    public CompletionStage<Void> disconnect(NodeId node) {
        return member(() -> {
            info(node);
            engine.peers().leaveAlone(node);
            engine.table().to(node).ifPresent(link -> link.close(GoodbyeReason.DISCONNECTED));
            return CompletableFuture.completedFuture(null);
        });
    }

    @Override
    public CompletionStage<Long> ping(NodeId node) {
        return member(() -> {
            info(node);
            return linked(node).thenCompose(link -> answered(link.ping().toCompletableFuture()));
        });
    }

    /** The link to a node; one through others is made when there is none. */
    private CompletionStage<Link> linked(NodeId node) {
        Optional<Link> open = engine.openLink(node);
        if (open.isPresent()) {
            return CompletableFuture.completedFuture(open.get());
        }
        if (engine.routing().route(node).isEmpty()) {
            return CompletableFuture.failedFuture(new PipesException(
                    PipesException.Code.UNREACHABLE, "There is no way to " + node + " now. Try again later."));
        }
        engine.relayedLinks().want(node);
        return engine.waiters()
                .await(node::equals, kernel.timing().answer(), "No link to " + node + " came.")
                .thenApply(opened -> engine.openLink(opened).orElseThrow());
    }

    @Override
    public CompletionStage<Explanation> explain(NodeId node) {
        return member(() -> CompletableFuture.completedFuture(new Explaining(engine, info(node)).explain()));
    }

    @Override
    public CompletionStage<List<NodeLink>> topology() {
        return Hop.onto(
                kernel.loop(),
                () -> CompletableFuture.completedFuture(engine.routing()
                        .router()
                        .map(router -> router.edges().stream()
                                .map(edge -> new NodeLink(edge.one(), edge.other()))
                                .toList())
                        .orElse(List.of())));
    }

    private CompletionStage<Long> answered(CompletableFuture<Duration> ping) {
        CompletableFuture<Long> result = new CompletableFuture<>();
        ping.whenComplete((roundTrip, failure) -> {
            if (failure == null) {
                result.complete(roundTrip.toNanos());
            } else {
                result.completeExceptionally(new PipesException(
                        PipesException.Code.UNREACHABLE, "The link ended before the answer came. Try again."));
            }
        });
        kernel.loop()
                .schedule(
                        kernel.timing().answer(),
                        () -> result.completeExceptionally(new PipesException(
                                PipesException.Code.TIMED_OUT,
                                "No answer within " + kernel.timing().answer().toSeconds() + " s.")));
        return result;
    }

    @Override
    public <T> Optional<T> facet(Class<T> type) {
        return engine.facets().find(type);
    }

    @Override
    public AutoCloseable listen(Consumer<NetworkEvent> listener, Runnable closed) {
        return engine.events().listen(listener, closed);
    }

    /** Runs on the loop what only a member may do. */
    private <T> CompletionStage<T> member(Supplier<CompletionStage<T>> work) {
        return Hop.onto(kernel.loop(), () -> {
            if (engine.directory().revoked()) {
                throw new PipesException(
                        PipesException.Code.REVOKED,
                        replacedBy()
                                        .map(other -> "This node was restored from a backup elsewhere, as " + other
                                                + ", which is in the network " + name() + " instead.")
                                        .orElse("This node was removed from the network " + name() + ".")
                                + " Leave it to clean up.");
            }
            return work.get();
        });
    }

    private static PipesException stranger(NodeId node) {
        return new PipesException(PipesException.Code.NOT_FOUND, "No member of this network is " + node + ".");
    }

    @Override
    public String toString() {
        return "LocalNode[" + node() + "]";
    }
}
