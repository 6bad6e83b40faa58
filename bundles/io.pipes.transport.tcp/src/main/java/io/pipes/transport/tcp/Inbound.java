// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands the events of one channel to its connection, which comes into being when the channel does. */
final class Inbound extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Inbound.class);

    private final Function<SocketChannel, TcpConnection> make;
    private final Consumer<TcpConnection> opened;
    private @Nullable TcpConnection connection;

    /**
     * @param make makes the connection of a channel that has just become active
     * @param opened gets it then
     */
    Inbound(Function<SocketChannel, TcpConnection> make, Consumer<TcpConnection> opened) {
        this.make = make;
        this.opened = opened;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        SocketChannel channel = (SocketChannel) context.channel();
        if (channel.localAddress() == null || channel.remoteAddress() == null) {
            // Gone again in the same moment.
            channel.close();
            return;
        }
        connection = make.apply(channel);
        opened.accept(connection);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (connection != null && bytes.isReadable()) {
                connection.bytesArrived(view(bytes));
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (connection != null && context.channel().isWritable()) {
            connection.becameWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (connection != null) {
            connection.wentInactive();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.error("A TCP connection failed and ends", cause);
        }
        if (connection == null) {
            context.close();
        } else {
            connection.failed(
                    cause instanceof IOException trouble ? Failures.broken(trouble) : Failures.handlerFailed());
        }
    }

    /** Without a copy and mostly without an allocation; valid until the buffer is released. */
    private static ByteBuffer view(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int size = bytes.readableBytes();
        return bytes.nioBufferCount() == 1 ? bytes.internalNioBuffer(at, size) : bytes.nioBuffer(at, size);
    }
}
