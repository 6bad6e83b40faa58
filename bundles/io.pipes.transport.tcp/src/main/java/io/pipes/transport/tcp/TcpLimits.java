// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

/**
 * What strangers may use up; see {@link TcpTransportConfig} for each value.
 *
 * @param connections at a time, called and accepted
 * @param halfOpen accepted, but not yet authenticated, from all sources and from each
 * @param rate accepted per second, from all sources and from each
 * @param burst accepted at once, from all sources and from each
 */
public record TcpLimits(int connections, Both halfOpen, Both rate, Both burst) {
    private static final int MOST = 1_000_000;

    /** The limits of a node that was not told otherwise. */
    public static final TcpLimits DEFAULT =
            new TcpLimits(4_096, new Both(512, 64), new Both(500, 50), new Both(1_000, 100));

    /** One limit for all sources together and one for each of them. */
    public record Both(int total, int perSource) {
        public Both {
            total = clamp(total);
            perSource = clamp(perSource);
        }
    }

    public TcpLimits {
        connections = clamp(connections);
    }

    static TcpLimits of(TcpTransportConfig config) {
        return new TcpLimits(
                config.connections(),
                new Both(config.half_open(), config.half_open_per_source()),
                new Both(config.accepts_per_second(), config.accepts_per_second_per_source()),
                new Both(config.accept_burst(), config.accept_burst_per_source()));
    }

    private static int clamp(int told) {
        return Math.max(1, Math.min(MOST, told));
    }
}
