// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.network;

import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Listener;
import io.pipes.spi.transport.Transport;
import io.pipes.testkit.time.SimulatedLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A port of a simulated host on which somebody accepts. */
final class SimulatedListener implements Listener {
    private final SimulatedHost host;
    private final Address address;
    private final SimulatedLoop loop;
    private final Transport.Acceptor acceptor;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    SimulatedListener(SimulatedHost host, Address address, SimulatedLoop loop, Transport.Acceptor acceptor) {
        this.host = host;
        this.address = address;
        this.loop = loop;
        this.acceptor = acceptor;
    }

    @Override
    public Address address() {
        return address;
    }

    SimulatedLoop loop() {
        return loop;
    }

    void accept(SimulatedConnection connection) {
        loop.at(0, () -> acceptor.accepted(connection));
    }

    @Override
    public CompletionStage<Void> close() {
        if (host.release(this)) {
            loop.at(0, () -> closed.complete(null));
        }
        return closed.copy();
    }

    @Override
    public CompletionStage<Void> closed() {
        return closed.copy();
    }
}
