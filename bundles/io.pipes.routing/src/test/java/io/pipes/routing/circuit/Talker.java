// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.TransportException;
import io.pipes.testkit.time.SeededRandomness;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One who speaks and listens at an end of a circuit: a well-behaved writer, and a memory of what came. */
final class Talker implements ConnectionHandler {
    final Connection connection;
    final ByteArrayOutputStream heard = new ByteArrayOutputStream();

    @Nullable
    TransportException closed;

    Consumer<ByteBuffer> onReceived = bytes -> {};
    private byte[] text = new byte[0];
    private int at;
    private int piece = 16_400;

    Talker(Connection connection) {
        this.connection = connection;
    }

    Talker start() {
        connection.start(this);
        return this;
    }

    static byte[] random(int size, long seed) {
        return new SeededRandomness(seed).bytes(size);
    }

    /** Says a text in pieces, as fast as the connection takes it. */
    void say(byte[] what, int pieces) {
        text = what;
        at = 0;
        piece = pieces;
        go();
    }

    int said() {
        return at;
    }

    private void go() {
        while (at < text.length && connection.writable()) {
            int length = Math.min(piece, text.length - at);
            connection.write(ByteBuffer.wrap(text, at, length));
            at += length;
        }
        connection.flush();
    }

    @Override
    public void received(Connection from, ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        heard.writeBytes(copy);
        onReceived.accept(bytes);
    }

    @Override
    public void writable(Connection from) {
        go();
    }

    @Override
    public void closed(Connection from, TransportException why) {
        closed = why;
    }
}
