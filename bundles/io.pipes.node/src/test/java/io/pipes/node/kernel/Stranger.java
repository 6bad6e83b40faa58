// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Bytes;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.TransportException;
import io.pipes.testkit.network.SimulatedHost;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Somebody who opens a connection, sends bytes and watches what comes back. */
final class Stranger implements ConnectionHandler {
    final Connection connection;
    int received;
    boolean closed;

    private Stranger(Connection connection) {
        this.connection = connection;
        connection.start(this);
    }

    static Stranger call(World world, SimulatedHost from, String address) {
        return new Stranger(
                world.done(from.transport().connect(Address.parse(address), from.loop(), Duration.ofSeconds(5))));
    }

    Stranger say(Bytes bytes) {
        connection.write(bytes.buffer());
        connection.flush();
        return this;
    }

    @Override
    public void received(Connection source, ByteBuffer bytes) {
        received += bytes.remaining();
    }

    @Override
    public void writable(Connection source) {}

    @Override
    public void closed(Connection source, TransportException why) {
        closed = true;
    }
}
