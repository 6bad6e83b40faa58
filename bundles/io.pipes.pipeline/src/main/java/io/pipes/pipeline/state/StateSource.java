// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.api.message.Message;
import io.pipes.api.pipeline.From;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import java.util.Collection;
import java.util.concurrent.Flow;

/** What a state needs of its pipeline's history on this node. Used on the node's loop. */
public interface StateSource {
    /** The limit of an author of whom everything counts. */
    long ALL = Long.MAX_VALUE;

    /**
     * All messages that count and can be read, operations too, in the order of their arrival: each once, and those of an author in the
     * order in which it made them. A state is wrong if that is broken.
     *
     * @param toHere whether it ends where the history ends now
     */
    Flow.Publisher<Message> read(From from, boolean toHere);

    /** Of whom there are packets. */
    Collection<NodeId> authors();

    /** Up to which number the packets of an author count; {@link #ALL} if there is no end. */
    long limit(NodeId author);

    /** The number of the last packet of an author that is here. */
    long last(NodeId author);

    /** The epochs of packets that readers passed over because this node had no key for them. */
    Collection<EpochId> unread();

    /** These were passed over in an earlier life of this node. */
    void remember(Collection<EpochId> passedOver);

    /** Forgets the {@link #unread} epochs whose packets can be read now; whether there were any. */
    boolean forgetReadable();
}
