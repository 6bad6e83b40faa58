// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.local;

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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A network as seen from this process's node in it. May be used from any thread; stages and events arrive on the node's thread,
 * so continuations must not block.
 */
@ProviderType
public interface LocalNetwork {
    NetworkId id();

    String name();

    /** This process's node in the network. */
    NodeId node();

    IdentityId identity();

    Role role();

    NetworkState state();

    /**
     * Which node is a member in the place of this one, when its state is {@code REVOKED} because a backup of its home was restored elsewhere.
     */
    default Optional<NodeId> replacedBy() {
        return Optional.empty();
    }

    /** All members that are not this node, in order of name. */
    List<NodeInfo> nodes();

    /** Names of the security protocols in use. */
    List<String> securityProtocols();

    /**
     * Makes an invitation; durable when the stage completes. Fails with {@code REFUSED} below the role {@code ADMIN}, and for a
     * role above one's own.
     */
    CompletionStage<Invitation> invite(InvitationTerms terms);

    /** Gives a member another role. Fails with {@code REFUSED} or {@code NOT_FOUND}. */
    CompletionStage<Void> assign(NodeId member, Role role);

    /** Removes a member for good: its links are closed and secrets renewed. Fails with {@code REFUSED} or {@code NOT_FOUND}. */
    CompletionStage<Void> revoke(NodeId member);

    /** Leaves the network and forgets it; what this node kept of it is destroyed. */
    CompletionStage<Void> leave();

    /** Tries an address now and keeps to it. Completes with the node found there. */
    CompletionStage<NodeInfo> connect(String address);

    /** Closes the link to a node and does not open one again by itself until told to connect. */
    CompletionStage<Void> disconnect(NodeId node);

    /** Round trip to a node in nanoseconds, measured now. Fails with {@code UNREACHABLE} or {@code TIMED_OUT} (10 s). */
    CompletionStage<Long> ping(NodeId node);

    /** Why a node is reached as it is. Fails with {@code NOT_FOUND} for one that is no member. */
    CompletionStage<Explanation> explain(NodeId node);

    /** Direct links between members, this node's and those of others, each once; what is known of them may be a moment old. */
    CompletionStage<List<NodeLink>> topology();

    /** What a feature offers on this network; empty while no installed bundle offers it. */
    <T> Optional<T> facet(Class<T> type);

    /**
     * Hears of every change that {@link #state} or {@link #nodes} would show, on the node's thread.
     *
     * @return closes the subscription
     */
    default AutoCloseable listen(Consumer<NetworkEvent> listener) {
        return listen(listener, () -> {});
    }

    /**
     * As {@link #listen(Consumer)}, for who listens again when the node was opened again.
     *
     * @param closed runs once when this node is closed, also if that was before: nothing more is told by this object
     */
    AutoCloseable listen(Consumer<NetworkEvent> listener, Runnable closed);
}
