// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Channels on epoll over loopback; with TLS 1.3 of BoringSSL, or without crypto. An address is a port and a certificate's file. */
public final class NettySockets implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 << 10, 512 << 10);

    private final boolean tls;
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(), EpollIoHandler.newFactory());

    public NettySockets(boolean tls) {
        this.tls = tls;
    }

    public EventLoopGroup group() {
        return group;
    }

    /**
     * Listens.
     *
     * @param setup adds handlers to each channel that is accepted
     * @return the address for {@link #connect}
     */
    public String listen(Path scratch, Consumer<Channel> setup) throws Exception {
        Certificate certificate = Certificate.make(scratch);
        SslContext context = SslContextBuilder.forServer(
                        certificate.chain().toFile(), certificate.key().toFile())
                .sslProvider(SslProvider.OPENSSL)
                .protocols("TLSv1.3")
                .build();
        Channel listening = new ServerBootstrap()
                .group(group)
                .channel(EpollServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new Setup(tls ? context : null, setup))
                .bind(HOST, 0)
                .sync()
                .channel();
        return ((InetSocketAddress) listening.localAddress()).getPort() + "," + certificate.chain();
    }

    /** Connects, and returns when the other side has proven itself. */
    public void connect(String address, Consumer<Channel> setup) throws Exception {
        String[] parts = address.split(",");
        SslContext context = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL)
                .protocols("TLSv1.3")
                .trustManager(Path.of(parts[1]).toFile())
                .build();
        Channel channel = new Bootstrap()
                .group(group)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .handler(new Setup(tls ? context : null, setup))
                .connect(HOST, Integer.parseInt(parts[0]))
                .sync()
                .channel();
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        if (handler != null) {
            handler.handshakeFuture().sync();
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully();
    }

    /** Puts TLS, if wanted, below what the caller adds. */
    private static final class Setup extends ChannelInitializer<Channel> {
        private final @Nullable SslContext context;
        private final Consumer<Channel> setup;

        Setup(@Nullable SslContext context, Consumer<Channel> setup) {
            this.context = context;
            this.setup = setup;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (context != null) {
                channel.pipeline().addLast(context.newHandler(channel.alloc(), HOST, 0));
            }
            setup.accept(channel);
        }
    }
}
