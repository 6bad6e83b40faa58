// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.network;

import io.pipes.base.Cancellable;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.TransportException;
import io.pipes.spi.transport.TransportException.Reason;
import io.pipes.testkit.time.SimulatedLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One attempt to open a connection: asks again after 1 s, 2 s, 4 s, ... until there is an answer or the time is over. */
final class Dial {
    private static final long FIRST_RETRY = Duration.ofSeconds(1).toNanos();

    private final SimulatedNetwork network;
    private final SimulatedHost caller;
    private final Address address;
    private final SimulatedLoop loop;
    private final CompletableFuture<Connection> result = new CompletableFuture<>();
    private @Nullable Cancellable timeout;
    private @Nullable Cancellable retry;
    private long pause = FIRST_RETRY;
    private boolean answered;

    Dial(SimulatedNetwork network, SimulatedHost caller, Address address, SimulatedLoop loop) {
        this.network = network;
        this.caller = caller;
        this.address = address;
        this.loop = loop;
    }

    CompletionStage<Connection> begin(Duration limit) {
        SimulatedHost callee = network.find(address.host());
        if (callee == null || callee.isUnreachable()) {
            answer(network.now() + network.path(caller, caller).latency(), Reason.UNREACHABLE);
        } else {
            timeout = loop.schedule(limit, () -> fail(Reason.TIMED_OUT));
            ask(callee);
        }
        return result;
    }

    private void ask(SimulatedHost callee) {
        Path there = network.path(caller, callee);
        if (!there.isCut() && !there.loses()) {
            network.loop().at(network.now() + there.latency(), () -> reach(callee));
        }
        retry = loop.at(network.now() + pause, () -> ask(callee));
        pause *= 2;
    }

    private void reach(SimulatedHost callee) {
        Path back = network.path(callee, caller);
        boolean silent = !callee.isUp() || callee.isBehindNat() && callee != caller;
        boolean over = answered || result.isDone() || loop.stopped();
        if (silent || over || back.isCut() || back.loses()) {
            return;
        }
        answered = true;
        SimulatedListener listener = callee.listener(address.port());
        if (listener == null) {
            answer(network.now() + back.latency(), Reason.REFUSED);
        } else {
            connect(callee, listener, back.latency());
        }
    }

    private void connect(SimulatedHost callee, SimulatedListener listener, long latency) {
        Address local = new Address(SimulatedTransport.SCHEME, caller.name(), caller.freePort());
        SimulatedConnection own = new SimulatedConnection(network, caller, loop, local, address);
        SimulatedConnection other =
                new SimulatedConnection(network, callee, listener.loop(), listener.address(), local);
        SimulatedConnection.join(network, own, other);
        network.opened(own, other);
        stopTimers();
        listener.accept(other);
        loop.at(network.now() + latency, () -> result.complete(own));
    }

    private void answer(long at, Reason reason) {
        loop.at(at, () -> fail(reason));
    }

    private void fail(Reason reason) {
        stopTimers();
        result.completeExceptionally(new TransportException(reason, reason + ": " + address));
    }

    private void stopTimers() {
        if (timeout != null) {
            timeout.cancel();
        }
        if (retry != null) {
            retry.cancel();
        }
    }
}
