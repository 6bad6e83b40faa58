// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.presence;

import io.pipes.api.node.NodeState;
import io.pipes.base.id.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One member, as this node sees it.
 *
 * @param name its identity's name
 * @param hops how many links away: 1 is direct; 0 for this node itself and for one that cannot be reached now
 * @param via the peer through which it is reached; empty when it is one, and when it cannot be reached
 * @param roundTrip empty until measured; a coarse figure when there is no link
 * @param status what it says it is doing; empty for nothing. Nobody has checked it
 * @param capabilities what it says it can do: names of its features, in order. Nobody has checked them
 * @param lastSeen when it was last known to be there; empty if never
 * @param suspicion phi of the accrual failure detector for a direct link: 1 means that one in ten such silences ends, 8 that one in a
 *     hundred million does. 0 without a direct link
 * @param suspected whether it has been silent for so long that it is hardly there any more, although its link has not ended yet
 */
public record MemberPresence(
        NodeId node,
        String name,
        NodeState state,
        int hops,
        Optional<NodeId> via,
        Optional<Duration> roundTrip,
        String status,
        List<String> capabilities,
        Optional<Instant> lastSeen,
        double suspicion,
        boolean suspected) {
    public MemberPresence {
        capabilities = List.copyOf(capabilities);
    }
}
