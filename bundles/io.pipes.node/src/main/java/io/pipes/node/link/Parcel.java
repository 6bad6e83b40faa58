// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.Bytes;
import io.pipes.node.wire.FrameWriter;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A message that waits to leave: a head, and what the rest has from an index on. Whoever passes messages on under a head of its own so
 * need not copy them.
 */
record Parcel(Bytes head, Bytes rest, int from) {
    Parcel {
        Objects.checkFromToIndex(from, rest.size(), rest.size());
    }

    static Parcel of(Bytes message) {
        return new Parcel(Bytes.EMPTY, message, 0);
    }

    int size() {
        return head.size() + rest.size() - from;
    }

    /** As one frame, which it must fit into. */
    void write(FrameWriter out, int exchange) {
        out.data(exchange, head, rest, from);
    }

    /** All of it in one piece, for one that takes several frames. */
    ByteBuffer buffer() {
        if (head.isEmpty()) {
            return rest.buffer().position(from);
        }
        byte[] joined = new byte[size()];
        head.copyTo(joined, 0);
        rest.copyTo(from, joined, head.size());
        return ByteBuffer.wrap(joined);
    }
}
