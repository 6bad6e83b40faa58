// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

/**
 * How much one client may have said that is not answered. A message may wait long for a node that is away, so calls that come meanwhile must not
 * fill the heap: the next message is read only while there is room, and that one always fits.
 *
 * <p><b>Threads.</b> Any.
 */
final class RequestRoom {
    /** Of messages as they came; what becomes of one takes about three times as much. */
    static final long MAX_BYTES = 3 << 20;

    /** A short message becomes a tree of about this size. */
    static final int LEAST_BYTES = 1 << 10;

    private long bytes;
    private boolean full;

    /** A message was read; whether the next one may be. */
    synchronized boolean take(int size) {
        bytes += weight(size);
        full = bytes >= MAX_BYTES;
        return !full;
    }

    /** A message was answered; whether the next one may be read that had to wait for it. */
    synchronized boolean free(int size) {
        bytes -= weight(size);
        boolean again = full && bytes < MAX_BYTES;
        full &= !again;
        return again;
    }

    private static int weight(int size) {
        return Math.max(LEAST_BYTES, size);
    }
}
