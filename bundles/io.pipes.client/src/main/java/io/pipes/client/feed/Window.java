// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.feed;

/**
 * How many items the node may send: as many as fit into two megabytes, as far as can be told from what came last. What the subscriber has not taken
 * counts, so who is slow is sent nothing more, and the node holds it back at its source. Belongs to the strand.
 */
final class Window {
    /** Nothing is known of their length yet. */
    static final long FIRST = 64;

    static final long MOST = 4_096;
    static final long BYTES = 2 << 20;

    private long size = FIRST;
    private long length;
    /** Granted, and not come. */
    private long granted;
    /** Come, and not taken. */
    private long held;

    /** What is granted with a new subscription. */
    long begin() {
        granted = Math.max(1, size - held);
        return granted;
    }

    void came(long bytes) {
        granted = Math.max(0, granted - 1);
        held++;
        // The longest counts most, and is forgotten in time.
        length = Math.max(1, Math.max(bytes, length - length / 8));
        size = Math.max(1, Math.min(MOST, BYTES / length));
    }

    void taken(long items) {
        held -= items;
    }

    /** What is to be granted now: 0 until it is worth a message. */
    long grant() {
        long more = size - granted - held;
        if (more <= 0 || more < size / 2) {
            return 0;
        }
        granted += more;
        return more;
    }
}
