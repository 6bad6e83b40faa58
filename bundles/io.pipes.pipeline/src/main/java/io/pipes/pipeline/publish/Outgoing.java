// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.publish;

import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.local.ProducerNumber;
import java.util.List;

/**
 * A packet of this node on its way out, and what is known of its messages.
 *
 * @param refers whether messages of it refer to blobs
 * @param numbered those whose producers have numbered them, in order
 */
public record Outgoing(Packet packet, boolean refers, List<Numbered> numbered) {
    /**
     * A message with its producer's number.
     *
     * @param index its place in the packet
     */
    public record Numbered(ProducerNumber number, int index) {}
}
