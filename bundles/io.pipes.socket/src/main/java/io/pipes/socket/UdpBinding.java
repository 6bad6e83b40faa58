// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DatagramChannel;
import io.pipes.spi.socket.DatagramSocket;
import io.pipes.spi.socket.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** One attempt to have a port of UDP. */
final class UdpBinding {
    private final Opening<DatagramSocket> opening;
    private final Names names;
    private final Endpoint.Udp at;

    UdpBinding(Opening<DatagramSocket> opening, Names names, Endpoint.Udp at) {
        this.opening = opening;
        this.names = names;
        this.at = at;
    }

    CompletionStage<DatagramSocket> begin() {
        return opening.begin(() -> opening.then(names.addresses(at.host(), opening.loop()), this::bind));
    }

    private void bind(List<InetAddress> found) {
        opening.bind(at, () -> bindTo(found.get(0)), bound -> bound(bound.channel()));
    }

    private ChannelFuture bindTo(InetAddress host) {
        return Channels.datagrams(opening.loop())
                .handler(new Datagrams.Inbound())
                .bind(new InetSocketAddress(host, at.port()));
    }

    private void bound(Channel channel) {
        int port = ((InetSocketAddress) channel.localAddress()).getPort();
        Datagrams socket = new Datagrams(opening.loop(), (DatagramChannel) channel, at.withPort(port));
        channel.pipeline().get(Datagrams.Inbound.class).tell(socket);
        socket.heldBy(opening.ends());
        opening.complete(socket);
    }
}
