// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import io.pipes.runtime.netty.NettyLoop;
import io.pipes.runtime.netty.OpenEnds;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.loop.Loops;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.Listener;
import io.pipes.spi.transport.Transport;
import io.pipes.spi.transport.TransportException;
import io.pipes.spi.transport.TransportScheme;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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
 * Reaches {@code tcp://host:port}, over IPv4 and IPv6. Listening at {@code 0.0.0.0} or {@code ::} takes callers of both kinds.
 *
 * <p>Runs on loops of the runtime only.
 */
@Component(service = Transport.class, configurationPid = "io.pipes.transport.tcp")
@Designate(ocd = TcpTransportConfig.class)
@TransportScheme("tcp")
public final class TcpTransport implements Transport, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TcpTransport.class);
    private static final Duration PATIENCE = Farewell.PATIENCE.plusSeconds(1);

    private final Executor lookups;
    private final Lookup lookup;
    private final Admission admission;
    private final OpenEnds ends;

    @Activate
    public TcpTransport(TcpTransportConfig config, @Reference Loops loops) {
        this(TcpLimits.of(config), loops);
    }

    public TcpTransport(TcpLimits limits, Loops loops) {
        this(limits, loops, InetAddress::getAllByName);
    }

    TcpTransport(TcpLimits limits, Loops loops, Lookup lookup) {
        lookups = loops.blocking();
        this.lookup = lookup;
        admission = new Admission(limits, loops.next().clock().nanos());
        ends = new OpenEnds(limits.connections());
    }

    @Override
    public String scheme() {
        return Endpoints.SCHEME;
    }

    @Override
    public CompletionStage<Connection> connect(Address address, Loop loop, Duration timeout) {
        NettyLoop netty = NettyLoop.of(loop);
        if (!isForUs(address) || address.port() == 0) {
            return failed(netty, Failures.unsupported(address));
        }
        if (ends.stopped()) {
            return failed(netty, Failures.stopped());
        }
        return new Dial(ends, lookups, lookup, netty, address).begin(timeout);
    }

    @Override
    public CompletionStage<Listener> listen(Address address, Loop loop, Acceptor acceptor) {
        NettyLoop netty = NettyLoop.of(loop);
        if (!isForUs(address)) {
            return failed(netty, Failures.unsupported(address));
        }
        if (ends.stopped()) {
            return failed(netty, Failures.stopped());
        }
        Reception reception = new Reception(netty, admission, ends, acceptor);
        return new Binding(ends, lookups, netty, address, reception).begin();
    }

    /**
     * Leaves nothing behind, so that a newer version of this bundle can take over: releases all ports, sends what is queued, ends all
     * connections. Takes at most three seconds, so it is not called on a loop.
     */
    @Override
    @Deactivate
    public void close() {
        if (!ends.stop(PATIENCE)) {
            LOG.warn("Some TCP connections did not end within {} s", PATIENCE.toSeconds());
        }
    }

    /** Accepted connections whose other side has not proven itself yet. */
    int halfOpen() {
        return admission.halfOpen();
    }

    /** Connections that are open or being opened. */
    int connections() {
        return ends.entered();
    }

    private static boolean isForUs(Address address) {
        return address.scheme().equals(Endpoints.SCHEME);
    }

    private static <T> CompletionStage<T> failed(Loop loop, TransportException reason) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        loop.execute(() -> stage.completeExceptionally(reason));
        return stage.minimalCompletionStage();
    }
}
