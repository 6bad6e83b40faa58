// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.socket;

import io.pipes.spi.socket.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;

/** The kinds of sockets for which the same holds. */
enum Family {
    TCP {
        @Override
        Endpoint free(Path folder) {
            return new Endpoint.Tcp("127.0.0.1", 0);
        }

        @Override
        SocketAddress address(Endpoint endpoint) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), ((Endpoint.Tcp) endpoint).port());
        }

        @Override
        ServerSocketChannel server(Path folder) throws IOException {
            return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        }

        @Override
        Endpoint endpoint(ServerSocketChannel server) throws IOException {
            return new Endpoint.Tcp("127.0.0.1", ((InetSocketAddress) server.getLocalAddress()).getPort());
        }
    },
    UNIX {
        @Override
        Endpoint free(Path folder) {
            return new Endpoint.Unix(folder.resolve("free.sock").toString());
        }

        @Override
        SocketAddress address(Endpoint endpoint) {
            return UnixDomainSocketAddress.of(((Endpoint.Unix) endpoint).path());
        }

        @Override
        ServerSocketChannel server(Path folder) throws IOException {
            return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                    .bind(UnixDomainSocketAddress.of(folder.resolve("server.sock")));
        }

        @Override
        Endpoint endpoint(ServerSocketChannel server) throws IOException {
            return new Endpoint.Unix(((UnixDomainSocketAddress) server.getLocalAddress())
                    .getPath()
                    .toString());
        }
    };

    /** Where nobody listens. */
    abstract Endpoint free(Path folder);

    abstract SocketAddress address(Endpoint endpoint);

    /** A program that listens. */
    abstract ServerSocketChannel server(Path folder) throws IOException;

    abstract Endpoint endpoint(ServerSocketChannel server) throws IOException;
}
