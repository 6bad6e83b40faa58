// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import io.netty.channel.socket.DuplexChannel;
import io.pipes.base.Cancellable;
import io.pipes.runtime.netty.NettyLoop;
import io.pipes.runtime.netty.Resets;
import java.time.Duration;

/** How long a socket that was closed on this side may take to end before it is reset. */
final class Farewell {
    /** For the other side to take what is queued. */
    static final Duration WHEN_CLOSING = Duration.ofSeconds(30);

    /** For the same when the bundle stops. */
    static final Duration WHEN_STOPPING = Duration.ofSeconds(2);

    /** For the other side to say its own end when it has everything. */
    static final Duration AFTER_ALL_IS_SENT = Duration.ofSeconds(2);

    private final DuplexChannel channel;
    private final NettyLoop loop;

    Farewell(DuplexChannel channel, NettyLoop loop) {
        this.channel = channel;
        this.loop = loop;
    }

    /** Resets the socket then if it is not closed by itself before. */
    void within(Duration patience) {
        Cancellable tooLong = loop.schedule(patience, () -> Resets.close(channel));
        channel.closeFuture().addListener(closed -> tooLong.cancel());
    }
}
