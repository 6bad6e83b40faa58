// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.network;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Bytes in order, put in by pieces and taken out by other pieces. */
final class ByteQueue {
    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();
    private int taken;
    private long size;

    long size() {
        return size;
    }

    void add(ByteBuffer source) {
        byte[] copy = new byte[source.remaining()];
        source.get(copy);
        if (copy.length > 0) {
            pieces.add(copy);
            size += copy.length;
        }
    }

    /** The next bytes, as many as asked for; there must be so many. */
    byte[] take(int count) {
        byte[] result = new byte[count];
        for (int filled = 0; filled < count; ) {
            byte[] piece = pieces.getFirst();
            int part = Math.min(count - filled, piece.length - taken);
            System.arraycopy(piece, taken, result, filled, part);
            filled += part;
            taken += part;
            if (taken == piece.length) {
                pieces.removeFirst();
                taken = 0;
            }
        }
        size -= count;
        return result;
    }

    void clear() {
        pieces.clear();
        taken = 0;
        size = 0;
    }
}
