// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.socket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** The other side of a socket: a program that knows the JDK's blocking sockets only. */
final class Program implements AutoCloseable {
    private final SocketChannel channel;

    Program(SocketChannel channel) {
        this.channel = channel;
    }

    void send(byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    void sendEnd() throws IOException {
        channel.shutdownOutput();
    }

    /** Reads until the other side has said its end. */
    byte[] readAll() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer piece = ByteBuffer.allocate(64 * 1024);
        while (channel.read(piece) >= 0) {
            all.write(piece.array(), 0, piece.position());
            piece.clear();
        }
        return all.toByteArray();
    }

    void reset() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    /** Does something that blocks on a thread of its own. */
    static <T> CompletableFuture<T> aside(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(task.call());
                    } catch (Exception | AssertionError failed) {
                        result.completeExceptionally(failed);
                    }
                },
                "program");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
