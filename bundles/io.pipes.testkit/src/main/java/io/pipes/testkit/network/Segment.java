// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.network;

/**
 * A piece of a stream on its way, or one of the two ways to end it.
 *
 * @param at virtual time of its arrival
 */
record Segment(Kind kind, byte[] bytes, long at) {
    enum Kind {
        DATA,
        /** Nothing follows. */
        END,
        /** Forget what has not been read. */
        RESET
    }

    Segment arrivingAt(long time) {
        return new Segment(kind, bytes, time);
    }
}
