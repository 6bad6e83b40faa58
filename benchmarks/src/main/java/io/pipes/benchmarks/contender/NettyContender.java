// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The limit: bytes of messages, each behind its length, packed into 16 KiB by the sender's own thread, over bare Netty; with TLS 1.3 of
 * BoringSSL or without crypto. No receipts, no names, no membership. An address is the hub's port and its certificate.
 */
final class NettyContender implements Contender {
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 << 10, 512 << 10);

    private static final String HOST = "127.0.0.1";

    private final boolean tls;
    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(), EpollIoHandler.newFactory());

    NettyContender(boolean tls) {
        this.tls = tls;
    }

    @Override
    public Hub hub(Mode mode, Path scratch, Listener answers) throws Exception {
        Certificate certificate = Certificate.make(scratch);
        SslContext context = SslContextBuilder.forServer(
                        certificate.chain().toFile(), certificate.key().toFile())
                .sslProvider(SslProvider.OPENSSL)
                .protocols("TLSv1.3")
                .build();
        NettyEnd end = new NettyEnd(group);
        Channel listening = new ServerBootstrap()
                .group(group)
                .channel(EpollServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new Setup(tls ? context : null, end, answers))
                .bind(HOST, 0)
                .sync()
                .channel();
        int port = ((InetSocketAddress) listening.localAddress()).getPort();
        return new NettyEnd.Host(end, port + "," + certificate.chain());
    }

    @Override
    public End spoke(Mode mode, String address, Path scratch, int number, Listener messages) throws Exception {
        String[] parts = address.split(",");
        SslContext context = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL)
                .protocols("TLSv1.3")
                .trustManager(Path.of(parts[1]).toFile())
                .build();
        NettyEnd end = new NettyEnd(group);
        Channel channel = new Bootstrap()
                .group(group)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .handler(new Setup(tls ? context : null, end, messages))
                .connect(HOST, Integer.parseInt(parts[0]))
                .sync()
                .channel();
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        if (handler != null) {
            handler.handshakeFuture().sync();
        }
        return end;
    }

    /** Sets up each channel. */
    private static final class Setup extends ChannelInitializer<Channel> {
        private final @Nullable SslContext context;
        private final NettyEnd end;
        private final Listener listener;

        Setup(@Nullable SslContext context, NettyEnd end, Listener listener) {
            this.context = context;
            this.end = end;
            this.listener = listener;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (context != null) {
                channel.pipeline().addLast(context.newHandler(channel.alloc(), HOST, 0));
            }
            channel.pipeline().addLast(new Unpacking(listener), end.joining());
        }
    }
}
