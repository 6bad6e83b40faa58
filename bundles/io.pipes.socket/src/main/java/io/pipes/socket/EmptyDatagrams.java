// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.AttributeKey;
import io.pipes.runtime.netty.NettyLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Sends datagrams without a byte: Netty takes them for nothing to do, while for programs they are datagrams like others. They go past Netty's
 * queue, as UDP allows.
 */
@FunctionalInterface
interface EmptyDatagrams {
    void send(InetSocketAddress to) throws IOException;

    /** Makes channels that {@link #of} knows a way for. */
    static ChannelFactory<DatagramChannel> channels(NettyLoop loop) {
        return loop.datagramChannel() == NioDatagramChannel.class
                ? EmptyDatagrams::newNioChannel
                : new ReflectiveChannelFactory<>(loop.datagramChannel());
    }

    static EmptyDatagrams of(DatagramChannel channel) {
        ByteBuffer nothing = ByteBuffer.allocateDirect(0);
        if (channel instanceof UnixChannel unix) {
            Socket socket = new Socket(unix.fd().intValue());
            return to -> socket.sendTo(nothing, 0, 0, to.getAddress(), to.getPort());
        }
        java.nio.channels.DatagramChannel socket = channel.attr(Keys.SOCKET).get();
        return to -> socket.send(nothing, to);
    }

    private static DatagramChannel newNioChannel() {
        try {
            java.nio.channels.DatagramChannel socket = java.nio.channels.DatagramChannel.open();
            NioDatagramChannel channel = new NioDatagramChannel(socket);
            channel.attr(Keys.SOCKET).set(socket);
            return channel;
        } catch (IOException failed) {
            throw new ChannelException(failed);
        }
    }

    /** What Netty's channel over a socket of the JDK keeps to itself. */
    final class Keys {
        private static final AttributeKey<java.nio.channels.DatagramChannel> SOCKET =
                AttributeKey.valueOf("io.pipes.socket.datagrams");

        private Keys() {}
    }
}
