// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.id.NodeId;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.Router;
import io.pipes.spi.node.TrafficClass;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.Listener;
import io.pipes.spi.transport.Transport;
import io.pipes.spi.transport.TransportException;
import io.pipes.testkit.transport.TransportBench;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Circuits as a transport, for its contract tests: two ends with relays between them. Circuits have no listeners and no ports; what is
 * said about those is played by this bench, whose only port is {@value #PORT}.
 */
final class CircuitsBench implements TransportBench {
    private static final int PORT = 7171;
    private static final Duration HANG = Duration.ofHours(2);

    private final TestNetwork network;
    private final TrafficClass traffic;
    private final TestNode caller;
    private final TestNode callee;
    private final CircuitTransport transport = new CircuitTransport();
    private boolean stopped;

    CircuitsBench(int relays, TrafficClass traffic, boolean dedicated) {
        network = TestNetwork.line(relays + 2);
        network.sideLines.there = dedicated;
        this.traffic = traffic;
        caller = network.node(0);
        callee = network.last();
        callee.acceptor = Connection::abort;
    }

    @Override
    public Transport calling() {
        return transport;
    }

    @Override
    public Transport accepting() {
        return transport;
    }

    @Override
    public Loop callingLoop() {
        return caller.loop();
    }

    @Override
    public Loop acceptingLoop() {
        return callee.loop();
    }

    @Override
    public Address anyPort() {
        return address(callee.id(), 0);
    }

    @Override
    public void stopAccepting() {
        stopped = true;
        callee.loop().execute(() -> {
            callee.circuits.stop();
            transport.stop();
        });
    }

    @Override
    public <T> T await(CompletionStage<T> stage) throws Exception {
        if (!network.time.runUntil(() -> stage.toCompletableFuture().isDone(), HANG)) {
            throw new TimeoutException("still not there after " + HANG);
        }
        return stage.toCompletableFuture().get(0, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        network.close();
    }

    private static Address address(NodeId node, int port) {
        return new Address(Router.SCHEME, node.text(), port);
    }

    /** What circuits have of a transport. */
    private final class CircuitTransport implements Transport {
        private CircuitListener listener = new CircuitListener();

        @Override
        public String scheme() {
            return Router.SCHEME;
        }

        @Override
        public CompletionStage<Connection> connect(Address address, Loop loop, Duration timeout) {
            if (!address.scheme().equals(Router.SCHEME)) {
                return failed(TransportException.Reason.UNSUPPORTED);
            }
            if (stopped || !listener.listening) {
                return failed(TransportException.Reason.REFUSED);
            }
            assertThat(loop).isSameAs(caller.loop());
            return caller.circuits.open(callee.id(), traffic).thenApply(made -> {
                made.authenticated();
                return new PortedConnection(made, 0, PORT);
            });
        }

        @Override
        public CompletionStage<Listener> listen(Address address, Loop loop, Acceptor acceptor) {
            if (!address.scheme().equals(Router.SCHEME)) {
                return failed(TransportException.Reason.UNSUPPORTED);
            }
            if (listener.listening && address.port() != 0) {
                return failed(TransportException.Reason.IN_USE);
            }
            listener = new CircuitListener();
            listener.listening = true;
            callee.acceptor = made -> {
                made.authenticated();
                acceptor.accepted(new PortedConnection(made, PORT, 0));
            };
            return CompletableFuture.completedFuture(listener);
        }

        void stop() {
            listener.close();
        }

        private <T> CompletionStage<T> failed(TransportException.Reason reason) {
            return CompletableFuture.failedFuture(new TransportException(reason, "as the contract says"));
        }
    }

    private final class CircuitListener implements Listener {
        private final CompletableFuture<Void> closed = new CompletableFuture<>();
        private boolean listening;

        @Override
        public Address address() {
            return CircuitsBench.address(callee.id(), PORT);
        }

        @Override
        public CompletionStage<Void> close() {
            listening = false;
            callee.acceptor = Connection::abort;
            closed.complete(null);
            return closed;
        }

        @Override
        public CompletionStage<Void> closed() {
            return closed;
        }
    }
}
