// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.local;

import io.pipes.api.message.Content;
import io.pipes.api.message.HeldForOthers;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.api.message.WaitingMessage;
import io.pipes.base.id.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.osgi.annotation.versioning.ProviderType;

/** Messages from this node to one other and back. A facet of a network. May be used from any thread. */
@ProviderType
public interface LocalMessaging {
    /**
     * Sends a message that only that node can read. Messages to one node arrive in order, each once, also across links that end
     * and come back. For a node that is away it is sealed and durable here when this completes, and other members hold copies, so it
     * arrives also if this node is away when the other one comes. It is given up after 30 days, unless the operator has set another time.
     *
     * @return completes when this node has accepted it; not yet, while 8 MiB wait for that node (back-pressure). Fails
     *     with {@code TOO_LARGE}, {@code NOT_FOUND}, {@code REVOKED}, and {@code STORAGE} if the other node is away and the disk does not
     *     take the message
     */
    default CompletionStage<Sent> send(NodeId to, Content content) {
        return send(to, content, () -> {});
    }

    /**
     * As {@link #send(NodeId, Content)}, for who wants to hear that the message has to wait for room. Cancelling the stage (as a
     * {@link java.util.concurrent.CompletableFuture}) while it waits takes the message back.
     *
     * @param waits runs at most once, on the node's loop, when the message was not accepted because much waits for that node
     */
    CompletionStage<Sent> send(NodeId to, Content content, Runnable waits);

    /**
     * Messages to this node, from one node or from all. Each message goes to every subscriber that is there; while there is none,
     * they wait (up to 4 MiB for each sender, then that sender is held back).
     *
     * @return any number of subscribers; a slow one holds its senders back
     */
    Flow.Publisher<Message> messages(Optional<NodeId> from);

    /**
     * As {@link #messages}, for subscribers that confirm what they have dealt with: a message counts as delivered, and its sender hears so, when
     * all who got it have confirmed it or are gone, and one of them has. What a subscriber has not confirmed when it goes, and nobody else has,
     * goes to the next one, in order. Of one sender up to 4 MiB are unconfirmed, then that sender is held back: a subscriber confirms what it
     * has dealt with and does not wait for more before that.
     */
    Flow.Publisher<UnconfirmedMessage> unconfirmed(Optional<NodeId> from);

    /**
     * How far a message of this node has come. Known of messages that wait, of those that this process has sent to nodes that are there, and
     * of the last that waited (1,024 letters, of up to 1,000 messages each), also after a restart.
     *
     * @return fails with {@code NOT_FOUND} if nothing is known of it
     */
    CompletionStage<Receipt> receipt(MessageName.Direct message);

    /**
     * Messages of this node that wait for nodes that are away, oldest first.
     *
     * @param limit 1 to 10,000
     */
    CompletionStage<List<WaitingMessage>> waiting(int limit);

    /** How much of others this node holds for others. */
    CompletionStage<HeldForOthers> heldForOthers();
}
