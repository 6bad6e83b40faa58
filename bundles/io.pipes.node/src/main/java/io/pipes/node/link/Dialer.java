// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.id.NodeId;
import io.pipes.spi.node.TrafficClass;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import java.util.concurrent.CompletionStage;

/** Opens connections for sessions that are there already. Used on the loop. */
@FunctionalInterface
public interface Dialer {
    /**
     * Completes on the loop; fails when nothing answers there, or when no transport is there at the moment.
     *
     * @param peer the other end of the session
     * @param last where the session's first lane leads, or led until now
     * @param traffic what the connection is for
     * @param failed how many have failed in a row: another way may be worth a try
     */
    CompletionStage<Connection> dial(NodeId peer, Address last, TrafficClass traffic, int failed);
}
