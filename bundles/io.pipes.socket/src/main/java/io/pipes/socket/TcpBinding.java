// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.pipes.spi.socket.Endpoint;
import io.pipes.spi.socket.SocketListener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** One attempt to listen at a port. */
final class TcpBinding {
    private final Opening<SocketListener> opening;
    private final Names names;
    private final Reception reception;
    private final int waiting;
    private final Endpoint.Tcp at;

    TcpBinding(Opening<SocketListener> opening, Names names, Reception reception, int waiting, Endpoint.Tcp at) {
        this.opening = opening;
        this.names = names;
        this.reception = reception;
        this.waiting = waiting;
        this.at = at;
    }

    CompletionStage<SocketListener> begin() {
        return opening.begin(() -> opening.then(names.addresses(at.host(), opening.loop()), this::bind));
    }

    private void bind(List<InetAddress> found) {
        opening.bind(at, () -> bindTo(found.get(0)), bound -> bound(bound.channel()));
    }

    private ChannelFuture bindTo(InetAddress host) {
        return Channels.accepting(opening.loop(), opening.loop().serverSocketChannel(), waiting)
                .childHandler(reception.tcp())
                .bind(new InetSocketAddress(host, at.port()));
    }

    private void bound(Channel channel) {
        int port = ((InetSocketAddress) channel.localAddress()).getPort();
        StreamListener listener = new StreamListener(channel, at.withPort(port), () -> {});
        listener.heldBy(opening.ends());
        opening.complete(listener);
        channel.config().setAutoRead(true);
    }
}
