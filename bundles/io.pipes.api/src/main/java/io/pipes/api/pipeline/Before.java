// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.pipeline;

import io.pipes.base.id.NodeId;
import io.pipes.base.id.PacketId;
import java.time.Instant;

/** A place in the order of display before which somebody wants to read, to go back through a history page by page. */
public sealed interface Before {
    Before END = new End();

    /** Behind everything there is. */
    record End() implements Before {}

    /**
     * Before what was written then or later, by the authors' clocks.
     *
     * @param time counts in milliseconds
     */
    record Time(Instant time) implements Before {}

    /**
     * Before a message that has been read.
     *
     * @param author who wrote it
     * @param seq the number of its packet
     * @param index its place in the packet, from 0
     */
    record Message(NodeId author, long seq, int index) implements Before {}

    /**
     * Before a message that is known by its name only; this node opens packets from the end on to find it, so it has to be one that it
     * can read.
     *
     * @param packet what carries it
     * @param index its place in the packet, from 0
     */
    record Named(PacketId packet, int index) implements Before {}
}
