// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import io.pipes.spi.transport.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A port that does not answer: its queue is full, and the system drops further callers without a word. */
final class SilentPort implements AutoCloseable {
    private static final int MORE_THAN_THE_QUEUE = 8;

    private final ServerSocket socket;
    private final List<SocketChannel> queue = new ArrayList<>();

    SilentPort() throws IOException {
        socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        for (int i = 0; i < MORE_THAN_THE_QUEUE; i++) {
            SocketChannel waiting = SocketChannel.open();
            waiting.configureBlocking(false);
            waiting.connect(socket.getLocalSocketAddress());
            queue.add(waiting);
        }
    }

    Address address() {
        return new Address("tcp", "127.0.0.1", socket.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel waiting : queue) {
            waiting.close();
        }
        socket.close();
    }
}
