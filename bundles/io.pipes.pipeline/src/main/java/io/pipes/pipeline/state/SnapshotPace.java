// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.api.message.Message;

/**
 * When to write a snapshot: when reading again what was read since the last one would cost as much as the snapshot. So what is written over
 * time is in proportion to what is read, however large the state is.
 */
final class SnapshotPace {
    /** What opening a packet for one message costs beside its content, in bytes that cost as much. */
    private static final int MESSAGE_BYTES = 1 << 10;

    /** So much is read without a snapshot at least: a thousand short messages. */
    private static final long MIN_BYTES = 1 << 20;

    private long bytes;
    private long last;
    private boolean news;
    private boolean writing;

    /** Something was read that no snapshot has. */
    void read(Message message) {
        bytes += MESSAGE_BYTES + message.content().size();
        news = true;
    }

    boolean isDue() {
        return !writing && bytes >= Math.max(MIN_BYTES, last);
    }

    /** Whether something was read that no snapshot has. */
    boolean hasNews() {
        return news;
    }

    void begin() {
        writing = true;
        bytes = 0;
        news = false;
    }

    /** @param size of the snapshot, in bytes */
    void written(long size) {
        writing = false;
        last = size;
    }

    /** What it had is news again, but not more urgent than before: the disk may be full. */
    void failed() {
        writing = false;
        news = true;
    }
}
