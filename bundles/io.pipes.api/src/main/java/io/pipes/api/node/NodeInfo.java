// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.node;

import io.pipes.api.network.Role;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Another node of a network.
 *
 * @param name its identity's name
 * @param hops how many links away: 1 is direct; 0 when it cannot be reached now
 * @param via the peer through which it is reached; empty when it is one, and when it cannot be reached
 * @param roundTrip empty until measured
 * @param address where this node called it; empty without a link, and when it called here
 * @param lastSeen when something last came from it directly; empty if never
 */
public record NodeInfo(
        NodeId node,
        String name,
        IdentityId identity,
        Role role,
        NodeState state,
        int hops,
        Optional<NodeId> via,
        Optional<Duration> roundTrip,
        Optional<String> address,
        Optional<Instant> lastSeen) {}
