// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.pipes.runtime.netty.Ending;
import io.pipes.runtime.netty.NettyLoop;
import io.pipes.runtime.netty.OpenEnds;
import io.pipes.runtime.netty.Release;
import io.pipes.spi.socket.DatagramHandler;
import io.pipes.spi.socket.DatagramSocket;
import io.pipes.spi.socket.Endpoint;
import io.pipes.spi.socket.SocketException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port of UDP on its loop. */
final class Datagrams implements DatagramSocket, Ending {
    private static final Logger LOG = LoggerFactory.getLogger(Datagrams.class);

    private final NettyLoop loop;
    private final DatagramChannel channel;
    private final Endpoint.Udp local;
    private final Correspondents correspondents = new Correspondents();
    private final EmptyDatagrams empty;
    private final Runnable flushNow;
    private final CompletableFuture<Void> over;
    private CompletionStage<Void> gone;
    private @Nullable DatagramHandler handler;
    private @Nullable SocketException why;
    private boolean flushDue;
    private boolean closed;

    Datagrams(NettyLoop loop, DatagramChannel channel, Endpoint.Udp local) {
        this.loop = loop;
        this.channel = channel;
        this.local = local;
        empty = EmptyDatagrams.of(channel);
        flushNow = this::flushNow;
        channel.closeFuture().addListener(shut -> closed = true);
        over = Release.of(channel).toCompletableFuture();
        gone = over;
        over.thenRun(this::closed);
    }

    /** From now on the stop of the bundle ends it; its end gives its place back. */
    void heldBy(OpenEnds ends) {
        gone = over.thenRun(() -> {
            ends.remove(this);
            ends.leave();
        });
        ends.add(this);
    }

    @Override
    public Endpoint.Udp local() {
        return local;
    }

    @Override
    public void start(DatagramHandler newHandler) {
        checkLoop();
        if (handler != null) {
            throw new IllegalStateException("The socket has been started before");
        }
        handler = newHandler;
        if (over.isDone()) {
            loop.execute(this::tellClosed);
        } else if (!closed) {
            channel.config().setAutoRead(true);
        }
    }

    @Override
    public void send(Endpoint.Udp to, ByteBuffer bytes) {
        checkLoop();
        int size = bytes.remaining();
        if (size > MAX_BYTES) {
            throw new IllegalArgumentException("A datagram has at most " + MAX_BYTES + " bytes");
        }
        InetSocketAddress target = correspondents.address(to);
        if (closed || !channel.isWritable()) {
            return;
        }
        if (size == 0) {
            sendNothing(target);
        } else {
            queue(target, bytes, size);
        }
    }

    private void sendNothing(InetSocketAddress target) {
        try {
            empty.send(target);
        } catch (IOException lost) {
            LOG.debug("An empty datagram was lost: {}", lost.toString());
        }
    }

    private void queue(InetSocketAddress target, ByteBuffer bytes, int size) {
        ByteBuf copy = channel.alloc().directBuffer(size, size);
        int position = bytes.position();
        copy.writeBytes(bytes);
        bytes.position(position);
        channel.write(new DatagramPacket(copy, target), channel.voidPromise());
        if (!flushDue) {
            flushDue = true;
            channel.eventLoop().execute(flushNow);
        }
    }

    @Override
    public void close() {
        checkLoop();
        because(Failures.closedHere());
        channel.close();
    }

    @Override
    public CompletionStage<Void> stop() {
        try {
            loop.execute(() -> {
                because(Failures.stopped());
                channel.close();
            });
        } catch (RejectedExecutionException theLoopIsGone) {
            over.complete(null);
        }
        return gone;
    }

    private void arrived(DatagramPacket packet) {
        if (handler == null || closed) {
            return;
        }
        try {
            handler.received(this, correspondents.endpoint(packet.sender()), Arrivals.view(packet.content()));
        } catch (RuntimeException thrown) {
            LOG.error("The handler of the datagrams at {} failed; one is lost", local, thrown);
        }
    }

    /** Only when the port is free, so that whoever hears of it may take it. */
    private void closed() {
        because(Failures.closedHere());
        tellClosed();
    }

    private void tellClosed() {
        if (handler != null && why != null) {
            try {
                handler.closed(this, why);
            } catch (RuntimeException thrown) {
                LOG.error("The handler of the datagrams at {} failed when the socket was closed", local, thrown);
            }
        }
    }

    private void because(SocketException reason) {
        if (why == null) {
            why = reason;
        }
    }

    private void flushNow() {
        flushDue = false;
        channel.flush();
    }

    private void checkLoop() {
        if (!loop.inLoop()) {
            throw new IllegalStateException("A socket is used on its loop only");
        }
    }

    @Override
    public String toString() {
        return local.toString();
    }

    /** Hands what a channel has received to its socket. */
    static final class Inbound extends ChannelInboundHandlerAdapter {
        private @Nullable Datagrams socket;

        void tell(Datagrams newSocket) {
            socket = newSocket;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            DatagramPacket packet = (DatagramPacket) message;
            try {
                if (socket != null) {
                    socket.arrived(packet);
                }
            } finally {
                packet.release();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // One datagram could not be sent, or the system passes on that an earlier one did not arrive: it is lost,
            // as datagrams may be.
            LOG.debug("A datagram was lost: {}", cause.toString());
        }
    }
}
