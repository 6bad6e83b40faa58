// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.TransportException;
import java.nio.ByteBuffer;

/** A circuit's end with port numbers, which the contract of transports speaks of. */
final class PortedConnection implements Connection {
    private final Connection circuit;
    private final int localPort;
    private final int remotePort;

    PortedConnection(Connection circuit, int localPort, int remotePort) {
        this.circuit = circuit;
        this.localPort = localPort;
        this.remotePort = remotePort;
    }

    @Override
    public Address local() {
        return circuit.local().withPort(localPort);
    }

    @Override
    public Address remote() {
        return circuit.remote().withPort(remotePort);
    }

    @Override
    public void start(ConnectionHandler handler) {
        circuit.start(new ConnectionHandler() {
            @Override
            public void received(Connection connection, ByteBuffer bytes) {
                handler.received(PortedConnection.this, bytes);
            }

            @Override
            public void writable(Connection connection) {
                handler.writable(PortedConnection.this);
            }

            @Override
            public void closed(Connection connection, TransportException why) {
                handler.closed(PortedConnection.this, why);
            }
        });
    }

    @Override
    public void write(ByteBuffer bytes) {
        circuit.write(bytes);
    }

    @Override
    public void flush() {
        circuit.flush();
    }

    @Override
    public boolean writable() {
        return circuit.writable();
    }

    @Override
    public void pause() {
        circuit.pause();
    }

    @Override
    public void resume() {
        circuit.resume();
    }

    @Override
    public void authenticated() {
        circuit.authenticated();
    }

    @Override
    public void close() {
        circuit.close();
    }

    @Override
    public void abort() {
        circuit.abort();
    }
}
