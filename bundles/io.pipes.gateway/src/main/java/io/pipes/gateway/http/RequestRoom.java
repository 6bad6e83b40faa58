// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import io.pipes.gateway.rpc.Limits;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much one client may have said that is not answered. A message may wait long for a node that is away, so calls that come meanwhile must not
 * fill the heap: the next message is read only while there is room, and that one always fits. There is less room while all clients together, or
 * those of one token, have said much.
 *
 * <p><b>Threads.</b> Any.
 */
final class RequestRoom {
    /** Of messages as they came; what becomes of one takes about three times as much. */
    static final long MAX_BYTES = Limits.UNANSWERED_BYTES;

    /** A short message becomes a tree of about this size. */
    static final int LEAST_BYTES = 1 << 10;

    /** The same while all together have more than {@link Attendance#MAX_UNANSWERED_BYTES}. */
    static final long FAIR_BYTES = 64 << 10;

    private final AtomicLong all;
    private Share share = Share.ofStranger();
    private long bytes;
    private boolean full;

    /** @param all what is not answered of all clients */
    RequestRoom(AtomicLong all) {
        this.all = all;
    }

    /** From now on it counts among those of a token. */
    synchronized void belongsTo(Share token) {
        share.unanswered(-bytes);
        share = token;
        share.unanswered(bytes);
    }

    /** A message was read; whether the next one may be. */
    synchronized boolean take(int size) {
        add(weight(size));
        full = bytes > limit();
        return !full;
    }

    /** A message was answered; whether the next one may be read that had to wait for it. */
    synchronized boolean free(int size) {
        add(-weight(size));
        boolean again = full && bytes <= limit();
        full &= !again;
        return again;
    }

    /** Whether nothing more is read for now. */
    synchronized boolean isFull() {
        return full;
    }

    private void add(int more) {
        bytes += more;
        all.addAndGet(more);
        share.unanswered(more);
    }

    private long limit() {
        return all.get() > Attendance.MAX_UNANSWERED_BYTES || share.hasMuchUnanswered() ? FAIR_BYTES : MAX_BYTES;
    }

    private static int weight(int size) {
        return Math.max(LEAST_BYTES, size);
    }
}
