// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

/**
 * Memory that the queues to or from all other nodes share: each has its own limit, but many of them together must not fill the heap. When
 * the room is full, each may still hold a little, so that nobody is shut out by others.
 */
final class SharedRoom {
    static final long LITTLE = 64 << 10;

    private final long bytes;
    private long used;

    SharedRoom(long bytes) {
        this.bytes = bytes;
    }

    void take(long more) {
        used += more;
    }

    void free(long less) {
        used -= less;
    }

    /** Whether one that holds so much should take nothing more for now. */
    boolean isFullFor(long own) {
        return used >= bytes && own > LITTLE;
    }
}
