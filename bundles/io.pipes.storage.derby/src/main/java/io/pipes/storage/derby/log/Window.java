// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A view that slides over a segment from its beginning to its end, so that reading many small records needs few reads of the disk. */
final class Window {
    private static final int STEP = 256 << 10;

    private final Segment segment;
    private final int end;
    private ByteBuffer bytes = ByteBuffer.allocate(STEP).limit(0);
    private int start;

    Window(Segment segment, int end) {
        this.segment = segment;
        this.end = end;
    }

    /** Makes the bytes from this offset on available, so many or as many as there are, and returns their number. */
    int reach(int offset, int length) throws IOException {
        int wanted = Math.min(length, end - offset);
        if (offset < start || offset + wanted > start + bytes.limit()) {
            int size = Math.min(Math.max(STEP, wanted), end - offset);
            bytes = size <= bytes.capacity() ? bytes.clear() : ByteBuffer.allocate(size);
            bytes.limit(size);
            segment.read(offset, bytes);
            bytes.flip();
            start = offset;
        }
        return Math.max(0, Math.min(length, start + bytes.limit() - offset));
    }

    /** The buffer; an offset that was reached stands at {@link #index}. */
    ByteBuffer bytes() {
        return bytes;
    }

    int index(int offset) {
        return offset - start;
    }
}
