// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import io.pipes.api.PipesException;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;

/** Those whose messages letters carry. Called on the node's loop. */
public interface Correspondence {
    /** Whether the letter of this number was taken, or counts as taken because it is lost. */
    boolean tookLetter(NodeId sender, long number);

    /** Whether the letter of this number is not taken any more, and may never have been: nobody can confirm it. */
    boolean lostLetter(NodeId sender, long number);

    /**
     * Whether there is room for one more letter of this sender; while there is none, it stays where it is. As long as nothing of the sender
     * waits there is.
     */
    boolean hasRoom(NodeId sender);

    /**
     * Takes what is in a letter of a member.
     *
     * @param content what the sender has put into it; nothing has been checked but that it comes from there
     * @param done to be called once what is in it was delivered, and that is durable
     */
    void take(NodeId sender, long number, Bytes content, Runnable done);

    /** Whom {@link HeldNode#needed} names may have changed. */
    void needsLinks();

    /** Another member has a letter of this node on its disk now. */
    void held(NodeId to, Span span);

    /** The recipient has confirmed a letter of this node. */
    void delivered(NodeId to, Span span);

    /** A letter of this node is not delivered any more. */
    void givenUp(NodeId to, Span span, PipesException why);
}
