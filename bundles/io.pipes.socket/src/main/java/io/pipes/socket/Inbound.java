// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands the events of one channel to its socket, which comes into being when the channel does. */
final class Inbound extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Inbound.class);

    private final Function<DuplexChannel, StreamSocket> make;
    private final Consumer<StreamSocket> opened;
    private @Nullable StreamSocket socket;

    /**
     * @param make makes the socket of a channel that has just become active
     * @param opened gets it then
     */
    Inbound(Function<DuplexChannel, StreamSocket> make, Consumer<StreamSocket> opened) {
        this.make = make;
        this.opened = opened;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        DuplexChannel channel = (DuplexChannel) context.channel();
        if (channel.localAddress() == null || channel.remoteAddress() == null) {
            // Gone again in the same moment.
            channel.close();
            return;
        }
        socket = make.apply(channel);
        opened.accept(socket);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (socket == null) {
            bytes.release();
        } else {
            socket.bytesArrived(bytes);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (socket != null && NotedEnd.of(context.channel())) {
            socket.endArrived();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (socket != null && event instanceof ChannelInputShutdownEvent) {
            socket.endArrived();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (socket != null && context.channel().isWritable()) {
            socket.becameWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (socket != null) {
            socket.wentInactive();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.error("A socket failed and is closed", cause);
        }
        if (socket == null) {
            context.close();
        } else {
            socket.failed(cause instanceof IOException trouble ? Failures.broken(trouble) : Failures.handlerFailed());
        }
    }
}
