// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway;

import io.pipes.api.network.Invitation;
import io.pipes.api.network.InvitationTerms;
import io.pipes.api.network.NetworkEvent;
import io.pipes.api.network.NetworkState;
import io.pipes.api.network.Role;
import io.pipes.api.node.Explanation;
import io.pipes.api.node.NodeInfo;
import io.pipes.api.node.NodeLink;
import io.pipes.base.Bytes;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.spi.local.LocalNetwork;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A network that can be looked at and does nothing; it offers one feature at most. Its nodes form a line. */
public record SampleNetwork(NetworkId id, String name, List<NodeInfo> nodes, Optional<?> feature)
        implements LocalNetwork {
    public SampleNetwork(NetworkId id, String name, List<NodeInfo> nodes) {
        this(id, name, nodes, Optional.empty());
    }

    /** As the feature of a network in which something happens. */
    public interface Changes {
        AutoCloseable listen(Consumer<NetworkEvent> listener, Runnable closed);
    }

    @Override
    public NodeId node() {
        return NodeId.of(Bytes.wrap(new byte[NodeId.SIZE]));
    }

    @Override
    public IdentityId identity() {
        return IdentityId.of(Bytes.wrap(new byte[IdentityId.SIZE]));
    }

    @Override
    public Role role() {
        return Role.OWNER;
    }

    @Override
    public NetworkState state() {
        return NetworkState.ALONE;
    }

    @Override
    public List<String> securityProtocols() {
        return List.of();
    }

    @Override
    public CompletionStage<Invitation> invite(InvitationTerms terms) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> assign(NodeId member, Role role) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> revoke(NodeId member) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> leave() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<NodeInfo> connect(String address) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> disconnect(NodeId node) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Explanation> explain(NodeId node) {
        return CompletableFuture.completedFuture(new Explanation(
                node,
                2,
                List.of(nodes.get(1).node(), node),
                List.of(new Explanation.Candidate("tcp://192.0.2.1:7171", "direct", "refused")),
                "Because."));
    }

    @Override
    public CompletionStage<List<NodeLink>> topology() {
        return CompletableFuture.completedFuture(IntStream.range(1, nodes.size())
                .mapToObj(
                        i -> new NodeLink(nodes.get(i - 1).node(), nodes.get(i).node()))
                .toList());
    }

    @Override
    public CompletionStage<Long> ping(NodeId node) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> Optional<T> facet(Class<T> type) {
        return feature.filter(type::isInstance).map(type::cast);
    }

    @Override
    public AutoCloseable listen(Consumer<NetworkEvent> listener, Runnable closed) {
        return facet(Changes.class)
                .map(changes -> changes.listen(listener, closed))
                .orElse(() -> {});
    }
}
