// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.spi.loop.Loop;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.Listener;
import io.pipes.spi.transport.Transport;
import io.pipes.spi.transport.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A transport whose bundle can be stopped: its listeners then close. It can also be kept from calling anybody. */
final class BundledTransport implements Transport {
    private final Transport real;
    private final List<Listener> listeners = new ArrayList<>();
    private boolean mayCall = true;

    BundledTransport(Transport real) {
        this.real = real;
    }

    void stop() {
        listeners.forEach(Listener::close);
    }

    void mayCall(boolean may) {
        mayCall = may;
    }

    @Override
    public String scheme() {
        return real.scheme();
    }

    @Override
    public CompletionStage<Connection> connect(Address address, Loop loop, Duration timeout) {
        return mayCall
                ? real.connect(address, loop, timeout)
                : CompletableFuture.failedFuture(
                        new TransportException(TransportException.Reason.UNREACHABLE, "No way out"));
    }

    @Override
    public CompletionStage<Listener> listen(Address address, Loop loop, Acceptor acceptor) {
        return real.listen(address, loop, acceptor).whenComplete((listener, failure) -> {
            if (listener != null) {
                listeners.add(listener);
            }
        });
    }
}
