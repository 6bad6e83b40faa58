// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A feature that does nothing but know its node's membership log, so that a test can compare the heads of many. */
final class Membered implements NodeExtension {
    private @Nullable Membership membership;

    @Override
    public String name() {
        return "simulation";
    }

    @Override
    public CompletionStage<Attachment> attach(NodeContext node) {
        membership = node.membership();
        return CompletableFuture.completedFuture(() -> CompletableFuture.completedFuture(null));
    }

    /** The head of the log; empty before the node is there. */
    Optional<Bytes> head() {
        return Optional.ofNullable(membership).map(Membership::head);
    }

    /** How many valid statements of a kind the log has. */
    int statements(String kind) {
        return said(kind).size();
    }

    /** The valid statements of a kind. */
    List<Membership.Statement> said(String kind) {
        return Optional.ofNullable(membership).map(log -> log.statements(kind)).orElse(List.of());
    }

    /** Whether the log says that a node was a member and is none any more. */
    boolean wasRemoved(NodeId node) {
        return Optional.ofNullable(membership)
                .filter(log -> log.former(Role.READER).containsKey(node))
                .isPresent();
    }
}
