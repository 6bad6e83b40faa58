// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.message;

import java.util.concurrent.Flow;

/** A subscriber to messages that wants to know what it missed. Any other subscriber is not told. */
public interface MessageSubscriber extends Flow.Subscriber<Message> {
    /**
     * Messages of a live pipeline were left out before the next one, because this subscriber was too slow, or may have been missed, because the
     * connection to the node was lost for a while. Persistent pipelines and messages to one node wait instead.
     *
     * @param count how many; 0 if nobody knows
     */
    void onSkipped(long count);
}
