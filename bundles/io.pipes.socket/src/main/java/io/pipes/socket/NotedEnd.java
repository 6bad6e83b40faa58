// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.RecvByteBufAllocator;

/**
 * Notes that the other side has said its end without letting Netty know, which would close both directions: Netty 4.2 looks for
 * ALLOW_HALF_CLOSURE at channels of TCP only when it reads with NIO, so Unix sockets there would have no half-close.
 */
final class NotedEnd implements RecvByteBufAllocator {
    private static final int END = -1;

    private final RecvByteBufAllocator sizes = new AdaptiveRecvByteBufAllocator();

    /** Whether the other side of this channel has said its end; always false for channels that tell it by themselves. */
    static boolean of(Channel channel) {
        return channel.unsafe().recvBufAllocHandle() instanceof Noting handle && handle.ended;
    }

    @Override
    public Handle newHandle() {
        return new Noting(sizes.newHandle());
    }

    private static final class Noting extends DelegatingHandle {
        private boolean ended;

        Noting(Handle sizes) {
            super(sizes);
        }

        @Override
        public void lastBytesRead(int bytes) {
            ended |= bytes == END;
            super.lastBytesRead(Math.max(0, bytes));
        }
    }
}
