// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.network;

import io.pipes.spi.loop.Loop;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.Listener;
import io.pipes.spi.transport.Transport;
import io.pipes.spi.transport.TransportException;
import io.pipes.spi.transport.TransportException.Reason;
import io.pipes.testkit.time.SimulatedLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The transport of one simulated host: addresses are {@code sim://host:port}, hosts are those of its {@link SimulatedNetwork}. Loops
 * must be loops of the same virtual time.
 */
public final class SimulatedTransport implements Transport {
    /** The scheme of its addresses. */
    public static final String SCHEME = "sim";

    private final SimulatedNetwork network;
    private final SimulatedHost host;
    private final List<SimulatedListener> listeners = new ArrayList<>();
    private boolean stopped;

    SimulatedTransport(SimulatedNetwork network, SimulatedHost host) {
        this.network = network;
        this.host = host;
    }

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public CompletionStage<Connection> connect(Address address, Loop loop, Duration timeout) {
        SimulatedLoop own = virtual(loop);
        if (stopped || !address.scheme().equals(SCHEME)) {
            return fail(own, stopped ? Reason.CLOSED : Reason.UNSUPPORTED, address);
        }
        return new Dial(network, host, address, own).begin(timeout);
    }

    @Override
    public CompletionStage<Listener> listen(Address address, Loop loop, Acceptor acceptor) {
        SimulatedLoop own = virtual(loop);
        if (!address.scheme().equals(SCHEME) || !address.host().equals(host.name())) {
            return fail(own, Reason.UNSUPPORTED, address);
        }
        if (stopped || host.listener(address.port()) != null) {
            return fail(own, stopped ? Reason.CLOSED : Reason.IN_USE, address);
        }
        Address real = address.port() == 0 ? address.withPort(host.freePort()) : address;
        SimulatedListener listener = new SimulatedListener(host, real, own, acceptor);
        listeners.add(listener);
        host.take(listener);
        CompletableFuture<Listener> ready = new CompletableFuture<>();
        own.at(0, () -> ready.complete(listener));
        return ready;
    }

    /** What the stop of a transport's bundle does: its listeners and connections end after what was written has left. */
    public void stop() {
        stopped = true;
        listeners.forEach(SimulatedListener::close);
        host.closeConnections();
    }

    private static <T> CompletionStage<T> fail(SimulatedLoop loop, Reason reason, Address address) {
        CompletableFuture<T> failed = new CompletableFuture<>();
        loop.at(0, () -> failed.completeExceptionally(new TransportException(reason, reason + ": " + address)));
        return failed;
    }

    private static SimulatedLoop virtual(Loop loop) {
        if (loop instanceof SimulatedLoop simulated) {
            return simulated;
        }
        throw new IllegalArgumentException("A simulated transport needs a simulated loop");
    }
}
