// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.pipes.runtime.netty.NettyLoop;
import io.pipes.runtime.netty.OpenEnds;
import io.pipes.runtime.netty.RefusalLog;
import io.pipes.runtime.netty.Resets;
import io.pipes.spi.transport.Transport.Acceptor;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Receives callers at one port: refuses those beyond the limits and hands the others to the acceptor. */
final class Reception extends ChannelInitializer<SocketChannel> {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    private final NettyLoop loop;
    private final Admission admission;
    private final OpenEnds ends;
    private final Acceptor acceptor;
    private final RefusalLog refusals;

    Reception(NettyLoop loop, Admission admission, OpenEnds ends, Acceptor acceptor) {
        this.loop = loop;
        this.admission = admission;
        this.ends = ends;
        this.acceptor = acceptor;
        refusals = new RefusalLog(loop.clock(), "io.pipes.transport.tcp");
    }

    @Override
    protected void initChannel(SocketChannel caller) {
        InetSocketAddress remote = caller.remoteAddress();
        if (remote == null) {
            // Gone again before anybody looked.
            caller.close();
            return;
        }
        Optional<Admission.Place> place = place(caller, remote);
        if (place.isEmpty()) {
            refusals.refused(Endpoints.address(remote).host());
            Resets.close(caller);
            return;
        }
        caller.closeFuture().addListener(closed -> leave(place.get()));
        caller.pipeline()
                .addLast(new Inbound(channel -> new TcpConnection(loop, channel, place.get()::prove), this::welcome));
    }

    private Optional<Admission.Place> place(SocketChannel caller, InetSocketAddress remote) {
        if (!ends.enter()) {
            return Optional.empty();
        }
        Optional<Admission.Place> place = admission.admit(
                Source.of(remote.getAddress()),
                loop.clock().nanos(),
                () -> caller.eventLoop().execute(() -> Resets.close(caller)));
        if (place.isEmpty()) {
            ends.leave();
        }
        return place;
    }

    private void leave(Admission.Place place) {
        place.release();
        ends.leave();
    }

    private void welcome(TcpConnection connection) {
        connection.whenEnded(() -> ends.remove(connection));
        ends.add(connection);
        try {
            acceptor.accepted(connection);
        } catch (RuntimeException thrown) {
            LOG.error("The acceptor failed; the connection from {} ends", connection.remote(), thrown);
            connection.abort(Failures.handlerFailed());
        }
        if (!connection.started()) {
            connection.abort(Failures.closedHere());
        }
    }
}
