// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.handshake;

import io.pipes.base.Bytes;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.TransportException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** One end of a connection: keeps what is written to it, and delivers what a test says. */
final class Line implements Connection {
    private static final Address NOWHERE = new Address("line", "here", 1);

    final ByteArrayOutputStream written = new ByteArrayOutputStream();
    boolean ended;
    private ConnectionHandler handler;

    /** In pieces of at most so many bytes. */
    void deliver(Bytes bytes, int piece) {
        for (int at = 0; at < bytes.size() && !ended; at += piece) {
            handler.received(
                    this, bytes.slice(at, Math.min(bytes.size(), at + piece)).buffer());
        }
    }

    Bytes said() {
        return Bytes.wrap(written.toByteArray());
    }

    void lose() {
        ended = true;
        handler.closed(this, new TransportException(TransportException.Reason.CLOSED, "lost"));
    }

    @Override
    public Address local() {
        return NOWHERE;
    }

    @Override
    public Address remote() {
        return NOWHERE;
    }

    @Override
    public void start(ConnectionHandler started) {
        handler = started;
    }

    @Override
    public void write(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        written.writeBytes(copy);
    }

    @Override
    public void flush() {}

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void authenticated() {}

    @Override
    public void close() {
        ended = true;
    }

    @Override
    public void abort() {
        ended = true;
    }
}
