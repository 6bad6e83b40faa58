// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import io.netty.buffer.Unpooled;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import io.pipes.base.Cancellable;
import io.pipes.runtime.netty.NettyLoop;
import io.pipes.runtime.netty.Resets;
import java.time.Duration;

/**
 * Ends a connection so that everything queued arrives: sends it, says that nothing follows, then reads on until the other side has
 * ended as well. Closing at once would reset the connection if anything unread had arrived, and a reset overtakes the last bytes.
 */
final class Farewell {
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final SocketChannel channel;
    private final NettyLoop loop;

    Farewell(SocketChannel channel, NettyLoop loop) {
        this.channel = channel;
        this.loop = loop;
    }

    void begin() {
        Cancellable tooLong = loop.schedule(PATIENCE, () -> Resets.close(channel));
        channel.closeFuture().addListener(closed -> tooLong.cancel());
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(this::sent);
        channel.config().setAutoRead(true);
    }

    private void sent(Future<?> last) {
        if (last.isSuccess() && channel.isActive()) {
            channel.shutdownOutput();
        }
    }
}
