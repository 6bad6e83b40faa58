// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.api.message.Message;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What a state needs of its pipeline's history on this node. It is read author by author and not in the order of arrival: what was damaged and
 * fetched again stands elsewhere in that order, and a state is wrong if operations of one author come in another order than they were made
 * in. Used on the node's loop.
 */
public interface StateSource {
    /** The limit of an author of whom everything counts. */
    long ALL = Long.MAX_VALUE;

    /** Completes when it is known what there is; fails if the store does. */
    CompletionStage<Void> open();

    /**
     * What comes next of an author.
     *
     * @param after the number of the last packet that was read; 0 before the first
     * @return completes on any thread; fails if the store does
     */
    CompletionStage<Run> next(NodeId author, long after);

    /**
     * Some packets of one author, which follow each other.
     *
     * @param end the number of the last one; nothing was read if that is not behind where reading was to go on
     * @param messages what is in them, in order: each that counts and can be read
     * @param unread the epochs of packets that were passed over because this node has no key for them
     * @param missing the numbers of packets that are damaged; they are fetched again
     * @param held whether the packet behind cannot be read yet, and soon may
     */
    record Run(long end, List<Message> messages, Collection<EpochId> unread, Collection<Long> missing, boolean held) {}

    /** Of whom there are packets. */
    Collection<NodeId> authors();

    /** The number of the last packet of an author that is durable and counts; 0 if there is none. */
    long end(NodeId author);

    /** Up to which number the packets of an author count; {@link #ALL} if there is no end. */
    long limit(NodeId author);

    /** Whether packets of an epoch can be read. */
    boolean isReadable(EpochId epoch);

    /** Whether a packet is damaged and has not been fetched again. */
    boolean isMissing(NodeId author, long seq);
}
