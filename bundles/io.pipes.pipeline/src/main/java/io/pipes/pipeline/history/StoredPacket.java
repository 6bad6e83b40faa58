// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import java.nio.ByteBuffer;

/** A packet as it lies in the store: when it came, by this node's clock in milliseconds (8 bytes), and the packet. */
final class StoredPacket {
    private StoredPacket() {}

    static Bytes write(long cameMillis, Bytes encoded) {
        ByteBuffer out = ByteBuffer.allocate(Long.BYTES + encoded.size()).putLong(cameMillis);
        encoded.writeTo(out);
        return Bytes.wrap(out.array());
    }

    static long cameMillis(Bytes stored) {
        return stored.longAt(0);
    }

    static Bytes encoded(Bytes stored) {
        return stored.slice(Long.BYTES, stored.size());
    }
}
