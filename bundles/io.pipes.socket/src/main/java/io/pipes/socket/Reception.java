// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannel;
import io.pipes.runtime.netty.NettyLoop;
import io.pipes.runtime.netty.OpenEnds;
import io.pipes.runtime.netty.RefusalLog;
import io.pipes.runtime.netty.Resets;
import io.pipes.spi.socket.Endpoint;
import io.pipes.spi.socket.Sockets.Acceptor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Receives callers at one endpoint: resets those beyond the limit and hands the others to the acceptor. */
final class Reception {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    private final NettyLoop loop;
    private final OpenEnds ends;
    private final Acceptor acceptor;
    private final RefusalLog refusals;

    Reception(NettyLoop loop, OpenEnds ends, Acceptor acceptor) {
        this.loop = loop;
        this.ends = ends;
        this.acceptor = acceptor;
        refusals = new RefusalLog(loop.clock(), "io.pipes.socket");
    }

    ChannelHandler tcp() {
        return each(channel -> StreamSocket.tcp(loop, (SocketChannel) channel));
    }

    ChannelHandler unix(Endpoint.Unix at) {
        return each(channel -> new StreamSocket(loop, channel, at, at));
    }

    private ChannelHandler each(Function<DuplexChannel, StreamSocket> make) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel caller) {
                admit((DuplexChannel) caller, make);
            }
        };
    }

    private void admit(DuplexChannel caller, Function<DuplexChannel, StreamSocket> make) {
        if (!ends.enter()) {
            refusals.refused(
                    caller instanceof SocketChannel tcp ? String.valueOf(tcp.remoteAddress()) : "a Unix socket");
            Resets.close(caller);
            return;
        }
        caller.closeFuture().addListener(closed -> ends.leave());
        Channels.prepare(caller);
        caller.pipeline().addLast(new Inbound(make, this::welcome));
    }

    private void welcome(StreamSocket socket) {
        socket.heldBy(ends);
        try {
            acceptor.accepted(socket);
        } catch (RuntimeException thrown) {
            LOG.error("The acceptor failed; the socket from {} is reset", socket.remote(), thrown);
            socket.reset(Failures.handlerFailed());
        }
        if (!socket.started()) {
            socket.reset(Failures.closedHere());
        }
    }
}
