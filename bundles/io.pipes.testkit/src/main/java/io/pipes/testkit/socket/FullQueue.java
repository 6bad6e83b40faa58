// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.socket;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Fills the queue of a server that accepts nobody, so that the system drops further callers without a word. */
final class FullQueue implements AutoCloseable {
    private static final int MORE_THAN_THE_QUEUE = 8;

    private final List<SocketChannel> queue = new ArrayList<>();

    FullQueue(ServerSocket server) throws IOException {
        for (int i = 0; i < MORE_THAN_THE_QUEUE; i++) {
            SocketChannel waiting = SocketChannel.open();
            waiting.configureBlocking(false);
            waiting.connect(server.getLocalSocketAddress());
            queue.add(waiting);
        }
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel waiting : queue) {
            waiting.close();
        }
    }
}
