// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.links;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.pipes.benchmarks.netty.NettySockets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Blocks written to a channel of bare Netty whenever it is writable. */
final class NettyCarrier implements Carrier {
    private static final long PATIENCE_SECONDS = 30;

    private final NettySockets sockets;

    NettyCarrier(boolean tls) {
        sockets = new NettySockets(tls);
    }

    @Override
    public Source source(Path scratch) throws Exception {
        Pouring pouring = new Pouring();
        return new Pipe(
                pouring, sockets.listen(scratch, channel -> channel.pipeline().addLast(pouring)));
    }

    @Override
    public void sink(String address, Path scratch, Blocks blocks) throws Exception {
        sockets.connect(address, channel -> channel.pipeline().addLast(new Basin(blocks)));
    }

    private record Pipe(Pouring pouring, String address) implements Source {
        @Override
        public void await() throws Exception {
            pouring.open.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public void pour(long first, long blocks) {
            Channel channel = pouring.open.join();
            channel.eventLoop().execute(() -> pouring.begin(channel, first, blocks));
        }
    }

    private static final class Pouring extends ChannelInboundHandlerAdapter {
        final CompletableFuture<Channel> open = new CompletableFuture<>();
        private long next;
        private long end;

        void begin(Channel channel, long first, long blocks) {
            next = first;
            end = first + blocks;
            go(channel);
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            open.complete(context.channel());
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            go(context.channel());
        }

        private void go(Channel channel) {
            while (next < end && channel.isWritable()) {
                ByteBuf block =
                        channel.alloc().directBuffer(Blocks.BYTES, Blocks.BYTES).writerIndex(Blocks.BYTES);
                Blocks.number(block.nioBuffer(), next++);
                channel.writeAndFlush(block, channel.voidPromise());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            cause.printStackTrace();
            context.close();
        }
    }

    private static final class Basin extends ChannelInboundHandlerAdapter {
        private final Blocks blocks;

        Basin(Blocks blocks) {
            this.blocks = blocks;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            blocks.take(bytes.nioBuffer());
            bytes.release();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            cause.printStackTrace();
            context.close();
        }
    }
}
