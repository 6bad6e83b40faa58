// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Packs messages and writes them to every channel, as fast as the slowest takes them. */
final class NettyEnd implements End {
    private static final int PACK_BYTES = 16 << 10;

    private final EventLoopGroup group;
    private final List<Channel> channels = new CopyOnWriteArrayList<>();
    private final Object changed = new Object();
    private ByteBuf pack = Unpooled.EMPTY_BUFFER;

    NettyEnd(EventLoopGroup group) {
        this.group = group;
    }

    ChannelHandler joining() {
        return new Joining();
    }

    @Override
    public void send(byte[] message) {
        if (pack.writableBytes() < Short.BYTES + message.length) {
            write();
            pack = channels.get(0).alloc().directBuffer(PACK_BYTES, PACK_BYTES);
        }
        pack.writeShort(message.length).writeBytes(message);
    }

    @Override
    public void flush() {
        write();
    }

    private void write() {
        ByteBuf full = pack;
        pack = Unpooled.EMPTY_BUFFER;
        if (full.isReadable()) {
            awaitRoom();
            channels.forEach(channel -> channel.writeAndFlush(full.retainedDuplicate(), channel.voidPromise()));
        }
        full.release();
    }

    private void awaitRoom() {
        if (hasRoom() || inLoop()) {
            return;
        }
        synchronized (changed) {
            while (!hasRoom()) {
                waitForChange();
            }
        }
    }

    private boolean hasRoom() {
        for (Channel channel : channels) {
            if (!channel.isWritable()) {
                return false;
            }
        }
        return true;
    }

    private boolean inLoop() {
        for (EventExecutor loop : group) {
            if (loop.inEventLoop()) {
                return true;
            }
        }
        return false;
    }

    private void waitForChange() {
        try {
            changed.wait();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private void announceChange() {
        synchronized (changed) {
            changed.notifyAll();
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully();
    }

    /** Remembers a channel, and wakes who waits for room. */
    private final class Joining extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            channels.add(context.channel());
            announceChange();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            announceChange();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            cause.printStackTrace();
            context.close();
        }
    }

    /** The end that others connect to. */
    record Host(NettyEnd end, String address) implements Hub {
        @Override
        public void await(int others) {
            synchronized (end.changed) {
                while (end.channels.size() < others) {
                    end.waitForChange();
                }
            }
        }

        @Override
        public void send(byte[] message) {
            end.send(message);
        }

        @Override
        public void flush() {
            end.flush();
        }

        @Override
        public void close() {
            end.close();
        }
    }
}
