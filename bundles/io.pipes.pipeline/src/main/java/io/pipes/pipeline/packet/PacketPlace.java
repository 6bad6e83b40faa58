// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.packet;

import io.pipes.base.Bytes;

/**
 * Where a packet stands among those of its author in its pipeline.
 *
 * @param seq from 1, grows by one with each packet
 * @param chain within what it grows, see {@link PacketType}
 */
public record PacketPlace(PacketType type, long seq, Bytes chain) {
    public PacketPlace {
        if (seq < 1 || chain.size() != type.chainBytes()) {
            throw new IllegalArgumentException("A packet is numbered from 1 and has the chain of its type");
        }
    }
}
