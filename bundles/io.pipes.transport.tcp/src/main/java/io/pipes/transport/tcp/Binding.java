// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.pipes.runtime.netty.NettyLoop;
import io.pipes.runtime.netty.OpenEnds;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Listener;
import io.pipes.spi.transport.TransportException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** One attempt to listen at an address. Everything but {@link #begin} happens on the loop. */
final class Binding {
    private final OpenEnds ends;
    private final Executor lookups;
    private final NettyLoop loop;
    private final Address address;
    private final Reception reception;
    private final CompletableFuture<Listener> result = new CompletableFuture<>();

    Binding(OpenEnds ends, Executor lookups, NettyLoop loop, Address address, Reception reception) {
        this.ends = ends;
        this.lookups = lookups;
        this.loop = loop;
        this.address = address;
        this.reception = reception;
    }

    CompletionStage<Listener> begin() {
        try {
            // A name may take long to look up, and so may, on some systems, a literal with a scope.
            lookups.execute(this::lookUp);
        } catch (RejectedExecutionException stopping) {
            fail(Failures.stopped());
        }
        return result.minimalCompletionStage();
    }

    private void lookUp() {
        try {
            InetAddress host = InetAddress.getByName(address.host());
            onLoop(() -> bind(host));
        } catch (UnknownHostException nobody) {
            fail(Failures.notHere(address));
        }
    }

    private void bind(InetAddress host) {
        if (ends.stopped()) {
            result.completeExceptionally(Failures.stopped());
            return;
        }
        ChannelFuture bound = Channels.configure(new ServerBootstrap().channel(loop.serverSocketChannel()))
                .group(loop.eventLoop(), loop.eventLoop())
                .childHandler(reception)
                .bind(new InetSocketAddress(host, address.port()));
        bound.addListener(tried -> {
            if (tried.isSuccess()) {
                bound(bound.channel());
            } else {
                result.completeExceptionally(Failures.listening(address, host, tried.cause()));
            }
        });
    }

    private void bound(Channel channel) {
        int port = ((InetSocketAddress) channel.localAddress()).getPort();
        TcpListener listener = new TcpListener(channel, address.withPort(port));
        channel.closeFuture().addListener(closed -> ends.remove(listener));
        ends.add(listener);
        result.complete(listener);
    }

    private void fail(TransportException reason) {
        onLoop(() -> result.completeExceptionally(reason));
    }

    private void onLoop(Runnable step) {
        try {
            loop.execute(step);
        } catch (RejectedExecutionException theLoopIsGone) {
            result.completeExceptionally(Failures.stopped());
        }
    }
}
