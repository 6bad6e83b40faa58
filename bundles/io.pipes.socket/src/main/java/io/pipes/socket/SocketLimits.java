// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

/**
 * What may be open; see {@link SocketsConfig} for each value. What is out of bounds is brought to the nearest bound.
 *
 * @param sockets at a time, of every kind
 * @param waiting callers of one listener, to be accepted
 */
public record SocketLimits(int sockets, int waiting) {
    private static final int MOST_SOCKETS = 1_000_000;
    private static final int MOST_WAITING = 65_535;

    /** The limits of a node that was not told otherwise. */
    public static final SocketLimits DEFAULT = new SocketLimits(20_000, 1_024);

    public SocketLimits {
        sockets = Math.max(1, Math.min(MOST_SOCKETS, sockets));
        waiting = Math.max(1, Math.min(MOST_WAITING, waiting));
    }

    static SocketLimits of(SocketsConfig config) {
        return new SocketLimits(config.sockets(), config.waiting());
    }
}
