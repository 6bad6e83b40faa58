// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import io.pipes.runtime.netty.NettyLoop;
import io.pipes.runtime.netty.OpenEnds;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.loop.Loops;
import io.pipes.spi.socket.DatagramSocket;
import io.pipes.spi.socket.Endpoint;
import io.pipes.spi.socket.Socket;
import io.pipes.spi.socket.SocketListener;
import io.pipes.spi.socket.Sockets;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sockets on Netty, over IPv4 and IPv6. Listening at {@code 0.0.0.0} or {@code ::} takes callers of both kinds.
 *
 * <p>Runs on loops of the runtime only.
 */
@Component(service = Sockets.class, configurationPid = "io.pipes.socket")
@Designate(ocd = SocketsConfig.class)
public final class NettySockets implements Sockets, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NettySockets.class);
    private static final Duration PATIENCE = Farewell.WHEN_STOPPING.plusSeconds(1);

    private final SocketLimits limits;
    private final Executor blocking;
    private final Names names;
    private final OpenEnds ends;

    @Activate
    public NettySockets(SocketsConfig config, @Reference Loops loops) {
        this(SocketLimits.of(config), loops);
    }

    public NettySockets(SocketLimits limits, Loops loops) {
        this(limits, loops, InetAddress::getAllByName);
    }

    NettySockets(SocketLimits limits, Loops loops, Names.Lookup lookup) {
        this.limits = limits;
        blocking = loops.blocking();
        names = new Names(blocking, lookup);
        ends = new OpenEnds(limits.sockets());
    }

    @Override
    public CompletionStage<Socket> connect(Endpoint to, Loop loop, Duration timeout) {
        if (to instanceof Endpoint.Udp || to instanceof Endpoint.Tcp tcp && tcp.port() == 0) {
            throw new IllegalArgumentException("Nobody can be called at " + to);
        }
        return new Dial(ends, names, NettyLoop.of(loop), to).begin(timeout);
    }

    @Override
    public CompletionStage<SocketListener> listen(Endpoint at, Loop loop, Acceptor acceptor) {
        NettyLoop netty = NettyLoop.of(loop);
        Reception reception = new Reception(netty, ends, acceptor);
        Opening<SocketListener> opening = new Opening<>(ends, netty);
        if (at instanceof Endpoint.Tcp tcp) {
            return new TcpBinding(opening, names, reception, limits.waiting(), tcp).begin();
        }
        if (at instanceof Endpoint.Unix unix) {
            return new UnixBinding(opening, blocking, reception, limits.waiting(), unix).begin();
        }
        throw new IllegalArgumentException("Nobody can be accepted at " + at);
    }

    @Override
    public CompletionStage<DatagramSocket> datagrams(Endpoint.Udp at, Loop loop) {
        return new UdpBinding(new Opening<>(ends, NettyLoop.of(loop)), names, at).begin();
    }

    @Override
    public CompletionStage<List<String>> addresses(String host, Loop loop) {
        return names.written(host, NettyLoop.of(loop));
    }

    /**
     * Leaves nothing behind, so that a newer version of this bundle can take over: releases all ports, sends what is queued, ends
     * everything. Takes at most three seconds, so it is not called on a loop.
     */
    @Override
    @Deactivate
    public void close() {
        if (!ends.stop(PATIENCE)) {
            LOG.warn("Some sockets did not end within {} s", PATIENCE.toSeconds());
        }
    }

    /** What is open or being opened, in number. */
    int open() {
        return ends.entered();
    }
}
