// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.MalformedException;
import io.pipes.node.wire.FrameWriter;
import io.pipes.node.wire.Frames;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Messages on their way out, cut into fragments as far as the other side's credit goes. */
final class Outflow {
    /** What a frame costs beside its payload, so that empty ones are not free. */
    static final int FRAME_COST = 16;

    /** From here on the queue counts as full whatever credit there is, in bytes. */
    private static final int FULL = 256 << 10;

    /** What may wait for a peer in all, in bytes: far more than anybody queues who waits while the exchange is not writable. */
    private static final long OVERFLOW = 16 << 20;

    /** What a waiting message costs in memory beside its bytes. */
    private static final int ENTRY_COST = 64;

    private final ArrayDeque<Parcel> queue = new ArrayDeque<>();
    private @Nullable ByteBuffer current;
    private long queuedCost;
    private long credit;
    private int window;

    /** What a message costs its sender, who cuts it into the longest fragments. */
    static long cost(int size) {
        int frames = Math.max(1, (size + Frames.MAX_PAYLOAD - 1) / Frames.MAX_PAYLOAD);
        return size + (long) frames * FRAME_COST;
    }

    void add(Parcel message) {
        queue.addLast(message);
        queuedCost += cost(message.size());
    }

    /** The other side handles the protocol and takes so much. */
    void begin(int firstWindow) {
        window = firstWindow;
        credit = firstWindow;
    }

    void grant(long amount) throws MalformedException {
        if (amount == 0 || credit + amount > window) {
            throw new MalformedException("credit beyond the window");
        }
        credit += amount;
    }

    void clear() {
        queue.clear();
        current = null;
        queuedCost = 0;
        credit = 0;
    }

    boolean overflows() {
        return queuedCost + (long) queue.size() * ENTRY_COST > OVERFLOW;
    }

    boolean writable() {
        return queuedCost < Math.min(credit, FULL);
    }

    /** Whether a frame can go now. */
    boolean ready() {
        Parcel first = queue.peekFirst();
        if (first == null) {
            return false;
        }
        int left = current == null ? first.size() : current.remaining();
        return credit >= Math.min(left, Frames.MAX_PAYLOAD) + FRAME_COST;
    }

    /** Writes one frame; only when {@link #ready}. */
    void write(FrameWriter out, int exchange) {
        Parcel first = queue.element();
        if (first.size() <= Frames.MAX_PAYLOAD) {
            first.write(out, exchange);
            spend(first.size());
            queue.removeFirst();
        } else {
            writeFragment(out, exchange, current == null ? first.buffer() : current);
        }
    }

    private void writeFragment(FrameWriter out, int exchange, ByteBuffer message) {
        int length = Math.min(message.remaining(), Frames.MAX_PAYLOAD);
        out.fragment(exchange, message, length);
        spend(length);
        current = message;
        if (!message.hasRemaining()) {
            current = null;
            queue.removeFirst();
        }
    }

    private void spend(int length) {
        credit -= length + FRAME_COST;
        queuedCost -= length + FRAME_COST;
    }
}
