// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.pipes.runtime.netty.NettyLoop;
import java.util.Locale;

/** How every channel is set up. */
final class Channels {
    /** Bytes queued above which a socket is not writable, and below which it is again. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 * 1024, 512 * 1024);

    /** Room for the largest datagram, and more, so that none is cut. */
    private static final int DATAGRAM_ROOM = 65_535;

    /** On Windows the option means something else there: anybody could take the port over. */
    private static final boolean REUSE_ADDRESS =
            !System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

    private Channels() {}

    static Bootstrap calling(NettyLoop loop, Class<? extends Channel> kind) {
        return new Bootstrap().group(loop.eventLoop()).channel(kind).option(ChannelOption.AUTO_READ, false);
    }

    /** Accepts nobody before {@link ChannelOption#AUTO_READ} is set. */
    static ServerBootstrap accepting(NettyLoop loop, Class<? extends ServerChannel> kind, int waiting) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop.eventLoop(), loop.eventLoop())
                .channel(kind)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.SO_BACKLOG, waiting)
                .childOption(ChannelOption.AUTO_READ, false);
        return kind == loop.serverSocketChannel()
                ? bootstrap.option(ChannelOption.SO_REUSEADDR, REUSE_ADDRESS)
                : bootstrap;
    }

    static Bootstrap datagrams(NettyLoop loop) {
        return new Bootstrap()
                .group(loop.eventLoop())
                .channelFactory(EmptyDatagrams.channels(loop))
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(DATAGRAM_ROOM));
    }

    /** What a channel needs before anything happens on it, called or accepted. */
    static void prepare(DuplexChannel channel) {
        channel.config().setWriteBufferWaterMark(WATER_MARK);
        if (channel instanceof NioDomainSocketChannel) {
            channel.config().setRecvByteBufAllocator(new NotedEnd());
        } else {
            channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        }
        if (channel instanceof SocketChannel tcp) {
            tcp.config().setTcpNoDelay(true);
        }
    }
}
