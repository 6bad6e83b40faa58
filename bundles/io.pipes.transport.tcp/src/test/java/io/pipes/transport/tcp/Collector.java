// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.TransportException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** Gathers everything until the end. Belongs to the connection's loop, but for what it completes. */
final class Collector implements ConnectionHandler {
    final CompletableFuture<byte[]> all = new CompletableFuture<>();
    byte[] soFar = {};

    @Override
    public void received(Connection connection, ByteBuffer bytes) {
        int at = soFar.length;
        int size = bytes.remaining();
        soFar = Arrays.copyOf(soFar, at + size);
        bytes.get(soFar, at, size);
    }

    @Override
    public void writable(Connection connection) {}

    @Override
    public void closed(Connection connection, TransportException why) {
        all.complete(soFar);
    }
}
