// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import java.nio.ByteBuffer;

/** What is written with one append: grows while records are added, and lets go of what was unusually large. */
final class GroupBuffer {
    private static final int USUAL = 64 << 10;

    private ByteBuffer bytes = ByteBuffer.allocate(USUAL);

    int size() {
        return bytes.position();
    }

    /** The buffer itself, at least so many bytes before its end, to be written at its position. */
    ByteBuffer room(int length) {
        if (bytes.remaining() < length) {
            int capacity = Math.max(bytes.position() + length, 2 * bytes.capacity());
            bytes = ByteBuffer.allocate(capacity).put(bytes.flip());
        }
        return bytes;
    }

    ByteBuffer written() {
        return bytes.duplicate().flip();
    }

    void clear() {
        if (bytes.capacity() > 16 * USUAL) {
            bytes = ByteBuffer.allocate(USUAL);
        }
        bytes.clear();
    }
}
