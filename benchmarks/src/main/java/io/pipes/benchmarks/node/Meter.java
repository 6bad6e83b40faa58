// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.node;

import io.pipes.spi.loop.Loop;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.Listener;
import io.pipes.spi.transport.Transport;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

/** A transport that counts the bytes on all its connections, both ways, as they travel: what TCP adds is not among them. */
public final class Meter implements Transport {
    private final Transport transport;
    private final LongAdder bytes = new LongAdder();

    public Meter(Transport transport) {
        this.transport = transport;
    }

    /** Bytes that were written and received so far. */
    public long bytes() {
        return bytes.sum();
    }

    @Override
    public String scheme() {
        return transport.scheme();
    }

    @Override
    public CompletionStage<Connection> connect(Address address, Loop loop, Duration timeout) {
        return transport.connect(address, loop, timeout).thenApply(this::metered);
    }

    @Override
    public CompletionStage<Listener> listen(Address address, Loop loop, Acceptor acceptor) {
        return transport.listen(address, loop, connection -> acceptor.accepted(metered(connection)));
    }

    private Connection metered(Connection connection) {
        return new MeteredConnection(connection, bytes);
    }
}
