// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime.netty;

import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.pipes.spi.loop.Loop;
import java.net.SocketAddress;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A loop that is one of Netty's event loops. All loops of the runtime are; a transport that gets another one was called by mistake.
 *
 * <p><b>Ownership.</b> The event loop stays the runtime's: transports register channels with it and never shut it down.
 */
@ProviderType
public interface NettyLoop extends Loop {
    EventLoop eventLoop();

    /** The kind of channel that can connect on this loop. */
    Class<? extends SocketChannel> socketChannel();

    /** The kind of channel that can accept on this loop. */
    Class<? extends ServerSocketChannel> serverSocketChannel();

    /** The kind of channel that can exchange datagrams on this loop. */
    Class<? extends DatagramChannel> datagramChannel();

    /** The kind of channel that can connect to Unix sockets on this loop. */
    Class<? extends DuplexChannel> unixChannel();

    /** The kind of channel that can accept at Unix sockets on this loop. */
    Class<? extends ServerChannel> unixServerChannel();

    /** A socket's file as those channels want it. */
    SocketAddress unixAddress(Path file);

    /**
     * The loop as one of Netty's.
     *
     * @throws IllegalArgumentException if it does not come from the runtime
     */
    static NettyLoop of(Loop loop) {
        if (loop instanceof NettyLoop netty) {
            return netty;
        }
        throw new IllegalArgumentException("This transport runs on loops of the runtime only");
    }
}
