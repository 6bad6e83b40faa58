// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

/**
 * How much one client may have being answered. A message may wait long for a node that is away, so requests that come meanwhile must not
 * fill the heap: the next one is read only while there is room, and that one always fits.
 *
 * <p><b>Threads.</b> Any.
 */
final class RequestRoom {
    static final int MAX_REQUESTS = 256;

    /** Of their texts; what becomes of a request takes about three times as much. */
    static final long MAX_CHARACTERS = 3 << 20;

    private int requests;
    private long characters;
    private boolean full;

    /** A request was read; whether the next one may be. */
    synchronized boolean take(int size) {
        requests++;
        characters += size;
        full = !hasRoom();
        return !full;
    }

    /** A request was answered; whether the next one may be read that had to wait for it. */
    synchronized boolean free(int size) {
        requests--;
        characters -= size;
        boolean again = full && hasRoom();
        full &= !again;
        return again;
    }

    private boolean hasRoom() {
        return requests < MAX_REQUESTS && characters < MAX_CHARACTERS;
    }
}
