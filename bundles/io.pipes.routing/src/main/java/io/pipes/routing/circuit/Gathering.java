// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Bytes on their way out of an end of a circuit. They are copied once, into the message in which they leave, and those that have to wait
 * gather in as few messages as possible.
 */
final class Gathering {
    private static final int FULL = Messages.HEADER + Messages.USUAL_PAYLOAD;
    private static final byte[] NONE = new byte[0];

    private final ArrayDeque<byte[]> complete = new ArrayDeque<>();
    private byte[] open = NONE;
    private int filled = Messages.HEADER;
    private int size;
    private int usual;

    /** How many bytes wait. */
    int size() {
        return size;
    }

    void add(ByteBuffer bytes) {
        ByteBuffer from = bytes.duplicate();
        size += from.remaining();
        while (from.hasRemaining()) {
            int length = Math.min(from.remaining(), FULL - filled);
            makeRoom(filled + length);
            from.get(open, filled, length);
            filled += length;
            if (filled == FULL) {
                complete.addLast(open);
                begin();
            }
        }
    }

    private void begin() {
        usual = filled;
        open = NONE;
        filled = Messages.HEADER;
    }

    /** As much as the message before has needed, so that those of one kind are not copied while they grow. */
    private void makeRoom(int needed) {
        if (needed > open.length) {
            int room = Math.max(needed, open.length == 0 ? usual : 2 * open.length);
            open = Arrays.copyOf(open, Math.min(FULL, room));
        }
    }

    /** How many bytes the next message carries; 0 if nothing waits. */
    int next() {
        byte[] first = complete.peekFirst();
        return first == null ? filled - Messages.HEADER : first.length - Messages.HEADER;
    }

    /** The next message, with room for what precedes its payload. It belongs to the caller. */
    byte[] take() {
        byte[] message = complete.pollFirst();
        if (message == null) {
            message = filled == open.length ? open : Arrays.copyOf(open, filled);
            begin();
        }
        size -= message.length - Messages.HEADER;
        return message;
    }

    void clear() {
        complete.clear();
        open = NONE;
        filled = Messages.HEADER;
        size = 0;
    }
}
