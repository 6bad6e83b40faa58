// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.pipeline;

import io.pipes.base.id.NodeId;
import io.pipes.base.id.PacketId;
import java.time.Instant;

/** Where reading a pipeline begins. A live pipeline keeps nothing, so it can only be read from now on. */
public sealed interface From {
    From START = new Start();
    From NOW = new Now();

    /** With the first packet that this node has. */
    record Start() implements From {}

    /** With what comes from now on. */
    record Now() implements From {}

    /**
     * With the first packet that came to this node then or later, by its clock.
     *
     * @param time counts in milliseconds
     */
    record Time(Instant time) implements From {}

    /**
     * With a packet, whoever wrote it. This node looks through what it has to find it.
     *
     * @param id its id
     */
    record Packet(PacketId id) implements From {}

    /**
     * Behind a message that has been read, wherever it stands on this node.
     *
     * @param author who wrote it
     * @param seq the number of its packet
     * @param index its place in the packet; {@link Integer#MAX_VALUE} for behind the whole packet
     */
    record After(NodeId author, long seq, int index) implements From {}
}
