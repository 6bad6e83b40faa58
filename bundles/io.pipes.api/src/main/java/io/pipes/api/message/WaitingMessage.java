// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.message;

import io.pipes.base.id.NodeId;
import java.time.Instant;
import java.util.List;

/**
 * A message of this node that waits for a node that is away.
 *
 * @param to who has not come for it yet
 * @param receipt {@code QUEUED}, or {@code HELD} if others have a copy
 * @param time when it was handed in; of several that were put aside together, the first one's
 * @param until when it is given up
 * @param holders members that have a copy, which they cannot read
 */
public record WaitingMessage(
        MessageName.Direct message, NodeId to, Receipt receipt, Instant time, Instant until, List<NodeId> holders) {
    public WaitingMessage {
        holders = List.copyOf(holders);
    }
}
