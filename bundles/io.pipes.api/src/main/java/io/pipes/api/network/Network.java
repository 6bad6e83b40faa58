// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.network;

import io.pipes.api.ChangeSubscriber;
import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.WaitingMessage;
import io.pipes.api.node.Node;
import io.pipes.api.node.NodeInfo;
import io.pipes.api.node.NodeLink;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.api.pipeline.Pipelines;
import io.pipes.api.presence.Presence;
import io.pipes.api.service.Answer;
import io.pipes.api.service.Services;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.osgi.annotation.versioning.ProviderType;

/** A network, through this process's node in it. A handle, which may be used from any thread. */
@ProviderType
public interface Network {
    NetworkId id();

    String name();

    /** This process's node in the network. */
    NodeId node();

    /** As whom this process is in it. */
    IdentityId identity();

    CompletionStage<NetworkInfo> info();

    /** All members that are not this node, in order of name. */
    CompletionStage<List<NodeInfo>> nodes();

    /** A handle for another member: by its name, its id, or the beginning of that. Whether there is one shows when it is used. */
    Node node(String nameOrId);

    /** A handle for another member. */
    Node node(NodeId id);

    /**
     * Changes of what {@link #info} and {@link #nodes} say. What has changed while the connection to the node was lost does not come any more; a {@link
     * ChangeSubscriber} is told so.
     *
     * @return any number of subscribers; a slow one gets the newest of each node
     */
    Flow.Publisher<NetworkEvent> events();

    /**
     * Makes an invitation; durable when the stage completes. Fails with {@code REFUSED} below the role {@code ADMIN}, and for a
     * role above one's own.
     */
    CompletionStage<Invitation> invite(InvitationTerms terms);

    /** As {@link #invite(InvitationTerms)}, for one writer within 72 hours. */
    default CompletionStage<Invitation> invite() {
        return invite(InvitationTerms.DEFAULT);
    }

    /** Gives a member another role. Fails with {@code REFUSED} or {@code NOT_FOUND}. */
    CompletionStage<Void> assign(NodeId member, Role role);

    /** Removes a member for good: its links are closed and secrets renewed. Fails with {@code REFUSED} or {@code NOT_FOUND}. */
    CompletionStage<Void> revoke(NodeId member);

    /** Leaves the network and forgets it; what this node kept of it is destroyed. Fails with {@code REFUSED} for its only owner. */
    CompletionStage<Void> leave();

    /** Tries an address now and keeps to it. Completes with the node found there. */
    CompletionStage<NodeInfo> connect(String address);

    /** Closes the link to a node and does not open one again by itself until told to connect. */
    CompletionStage<Void> disconnect(NodeId node);

    /** Direct links between members, this node's and those of others, each once; what is known of them may be a moment old. */
    CompletionStage<List<NodeLink>> topology();

    Pipelines pipelines();

    /** A handle for the pipeline of this name. Whether there is one shows when it is used; {@link Pipelines#open} makes it if need be. */
    default Pipeline pipeline(String name) {
        return pipelines().get(name);
    }

    Presence presence();

    Services services();

    /** Calls a service of whoever offers it, see {@link Services#call(String, Content, Duration)}. */
    default CompletionStage<Answer> call(String service, Content request) {
        return services().call(service, request);
    }

    /**
     * Messages to this node. Each goes to every subscriber that is there; while there is none, they wait (up to 4 MiB for each sender, then
     * that sender is held back). A message counts as delivered when a subscriber here has taken it.
     *
     * @return any number of subscribers; a slow one holds its senders back
     */
    Flow.Publisher<Message> messages();

    /** As {@link #messages()}, of one node. */
    Flow.Publisher<Message> messages(NodeId from);

    /**
     * How far a message of this node has come. Known of messages that wait, of those that were sent to nodes that are there since the process
     * started, and of the last 1,024 that waited.
     *
     * @return fails with {@code NOT_FOUND} if nothing is known of it
     */
    CompletionStage<Receipt> receipt(MessageName.Direct message);

    /**
     * Messages of this node that wait for nodes that are away, oldest first.
     *
     * @param limit 1 to 1,024
     */
    CompletionStage<List<WaitingMessage>> waiting(int limit);
}
