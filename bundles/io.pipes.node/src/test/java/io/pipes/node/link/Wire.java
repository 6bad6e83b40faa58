// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.Bytes;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.TransportException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** A connection without another end: keeps what is written, and delivers what a test says. */
final class Wire implements Connection {
    final ByteArrayOutputStream written = new ByteArrayOutputStream();
    boolean authenticated;
    boolean ended;
    boolean full;
    Address remote = new Address("wire", "there", 1);
    private ConnectionHandler handler;

    void deliver(Bytes bytes) {
        if (!ended) {
            handler.received(this, bytes.buffer());
        }
    }

    void becomeWritable() {
        full = false;
        handler.writable(this);
    }

    void lose() {
        ended = true;
        handler.closed(this, new TransportException(TransportException.Reason.CLOSED, "lost"));
    }

    @Override
    public Address local() {
        return new Address("wire", "here", 1);
    }

    @Override
    public Address remote() {
        return remote;
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
        return !full;
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void authenticated() {
        authenticated = true;
    }

    @Override
    public void close() {
        ended = true;
    }

    @Override
    public void abort() {
        ended = true;
    }
}
