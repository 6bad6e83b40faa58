// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * What was read and may not be delivered yet. A channel that is told to read no more still hands over what it has in hand, which is, when the
 * other side has ended, all that the system holds for it.
 */
final class Arrivals {
    private final Queue<ByteBuf> held = new ArrayDeque<>();

    boolean isEmpty() {
        return held.isEmpty();
    }

    /** Takes over the buffer. */
    void hold(ByteBuf bytes) {
        held.add(bytes);
    }

    void deliverNext(Consumer<ByteBuffer> receiver) {
        deliver(held.remove(), receiver);
    }

    void discard() {
        while (!held.isEmpty()) {
            held.remove().release();
        }
    }

    /** Shows the bytes without a copy, and lets go of the buffer then. */
    static void deliver(ByteBuf bytes, Consumer<ByteBuffer> receiver) {
        try {
            if (bytes.isReadable()) {
                receiver.accept(view(bytes));
            }
        } finally {
            bytes.release();
        }
    }

    /** Mostly without an allocation; valid until the buffer is released. */
    static ByteBuffer view(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int size = bytes.readableBytes();
        return bytes.nioBufferCount() == 1 ? bytes.internalNioBuffer(at, size) : bytes.nioBuffer(at, size);
    }
}
