// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;

/** Where packets go that came by broadcast and are good. Used on the node's loop. */
public interface Arrivals {
    /** Whether the packet has been here. */
    boolean knows(Packet packet);

    /**
     * Takes a packet whose author may write here and has signed it.
     *
     * @param from the peer it came from
     */
    void take(Packet packet, NodeId from);
}
