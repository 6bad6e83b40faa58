// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.node;

import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.TransportException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;

/** A connection whose bytes are counted. */
record MeteredConnection(Connection connection, LongAdder bytes) implements Connection {
    @Override
    public Address local() {
        return connection.local();
    }

    @Override
    public Address remote() {
        return connection.remote();
    }

    @Override
    public void start(ConnectionHandler handler) {
        connection.start(new Counting(handler));
    }

    @Override
    public void write(ByteBuffer written) {
        bytes.add(written.remaining());
        connection.write(written);
    }

    @Override
    public void flush() {
        connection.flush();
    }

    @Override
    public boolean writable() {
        return connection.writable();
    }

    @Override
    public void pause() {
        connection.pause();
    }

    @Override
    public void resume() {
        connection.resume();
    }

    @Override
    public void authenticated() {
        connection.authenticated();
    }

    @Override
    public void close() {
        connection.close();
    }

    @Override
    public void abort() {
        connection.abort();
    }

    private final class Counting implements ConnectionHandler {
        private final ConnectionHandler handler;

        private Counting(ConnectionHandler handler) {
            this.handler = handler;
        }

        @Override
        public void received(Connection inner, ByteBuffer received) {
            bytes.add(received.remaining());
            handler.received(MeteredConnection.this, received);
        }

        @Override
        public void writable(Connection inner) {
            handler.writable(MeteredConnection.this);
        }

        @Override
        public void closed(Connection inner, TransportException why) {
            handler.closed(MeteredConnection.this, why);
        }
    }
}
