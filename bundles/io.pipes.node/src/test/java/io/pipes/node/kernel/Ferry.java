// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.node.Route;
import io.pipes.spi.node.Router;
import io.pipes.spi.node.TrafficClass;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.TransportException;
import io.pipes.testkit.network.SimulatedHost;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Ways through hosts that only pass bytes on, as long as they are up: what a routing feature does, without finding anything out. A
 * connection between two nodes is one from each of them to the host in the middle, which joins the two.
 */
final class Ferry {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final World world;
    private final List<SimulatedHost> middles = new ArrayList<>();
    private final Map<NodeId, Landing> landings = new TreeMap<>();
    private boolean open = true;
    private int damagedEach = Integer.MAX_VALUE;
    private int pieces;
    private int calls;

    Ferry(World world) {
        this.world = world;
    }

    SimulatedHost middle(String name) {
        SimulatedHost host = world.network.add(name);
        middles.add(host);
        return host;
    }

    /** Whether there is any way. */
    void open(boolean now) {
        open = now;
        landings.values().forEach(landing -> landing.node.routing().changed());
    }

    /** From now on one of so many pieces that are passed on has another last byte. */
    void damage(int oneOf) {
        damagedEach = oneOf;
    }

    /** How often somebody wanted to be brought across. */
    int calls() {
        return calls;
    }

    private ByteBuffer carried(ByteBuffer bytes) {
        if (++pieces % damagedEach != 0) {
            return bytes;
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        copy[copy.length - 1] ^= 1;
        return ByteBuffer.wrap(copy);
    }

    /** The feature for one machine. */
    NodeExtension at(Machine machine) {
        return new Landing(machine);
    }

    private Optional<SimulatedHost> way() {
        return middles.stream().filter(host -> open && !host.loop().stopped()).findFirst();
    }

    private final class Landing implements NodeExtension, Router {
        private final Machine machine;
        private NodeContext node;

        Landing(Machine machine) {
            this.machine = machine;
        }

        @Override
        public String name() {
            return "ferry";
        }

        @Override
        public CompletionStage<Attachment> attach(NodeContext context) {
            node = context;
            landings.put(node.id(), this);
            node.routing().offer(this);
            Ferry.this.open(open);
            return CompletableFuture.completedFuture(() -> {
                landings.remove(node.id(), this);
                return CompletableFuture.completedFuture(null);
            });
        }

        @Override
        public Optional<Route> route(NodeId member) {
            boolean there = landings.containsKey(member) && way().isPresent();
            return there ? Optional.of(new Route(List.of(node.id(), member), Duration.ZERO)) : Optional.empty();
        }

        @Override
        public Optional<Route> taken(NodeId member) {
            return Optional.empty();
        }

        @Override
        public Collection<NodeId> reachable() {
            return way().isPresent() ? landings.keySet() : List.of();
        }

        @Override
        public Collection<Edge> edges() {
            return List.of();
        }

        @Override
        public CompletionStage<Connection> open(NodeId member, TrafficClass traffic) {
            calls++;
            Landing other = landings.get(member);
            Optional<SimulatedHost> way = way();
            if (other == null || way.isEmpty()) {
                return CompletableFuture.failedFuture(
                        new TransportException(TransportException.Reason.UNREACHABLE, "no way"));
            }
            CompletableFuture<Connection> opened = new CompletableFuture<>();
            Joint joint = new Joint();
            way.get()
                    .transport()
                    .listen(at(way.get()), way.get().loop(), joint::add)
                    .thenAccept(listener ->
                            both(other, listener.address(), opened).whenComplete((done, failure) -> listener.close()));
            return opened;
        }

        private CompletionStage<?> both(Landing other, Address middle, CompletableFuture<Connection> opened) {
            CompletionStage<Connection> here = machine.host().transport().connect(middle, node.loop(), PATIENCE);
            CompletionStage<Connection> there =
                    other.machine.host().transport().connect(middle, other.node.loop(), PATIENCE);
            return here.thenCombine(there, (one, two) -> {
                        other.node.loop().execute(() -> other.node.routing().accept(new Aboard(two, node.id())));
                        return one;
                    })
                    .whenComplete((one, failure) -> node.loop().execute(() -> {
                        if (failure == null) {
                            opened.complete(new Aboard(one, other.node.id()));
                        } else {
                            opened.completeExceptionally(
                                    new TransportException(TransportException.Reason.UNREACHABLE, "no way"));
                        }
                    }));
        }

        private Address at(SimulatedHost host) {
            return new Address(host.transport().scheme(), host.name(), 0);
        }

        @Override
        public void announce(Bytes note) {}

        @Override
        public Optional<Bytes> note(NodeId member) {
            return Optional.empty();
        }
    }

    /** Where the two connections meet in the middle. */
    private final class Joint implements ConnectionHandler {
        private final List<Connection> ends = new ArrayList<>();

        void add(Connection connection) {
            ends.add(connection);
            if (ends.size() == 2) {
                ends.forEach(end -> end.start(this));
            }
        }

        private Connection other(Connection end) {
            return ends.get(end == ends.get(0) ? 1 : 0);
        }

        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            Connection other = other(connection);
            other.write(carried(bytes));
            other.flush();
            if (!other.writable()) {
                connection.pause();
            }
        }

        @Override
        public void writable(Connection connection) {
            other(connection).resume();
        }

        @Override
        public void closed(Connection connection, TransportException why) {
            other(connection).close();
        }
    }

    /** A connection that says it leads through others. */
    private record Aboard(Connection real, NodeId end) implements Connection {
        @Override
        public Address local() {
            return real.local();
        }

        @Override
        public Address remote() {
            return new Address(Router.SCHEME, end.text(), 0);
        }

        @Override
        public void start(ConnectionHandler handler) {
            real.start(new ConnectionHandler() {
                @Override
                public void received(Connection connection, ByteBuffer bytes) {
                    handler.received(Aboard.this, bytes);
                }

                @Override
                public void writable(Connection connection) {
                    handler.writable(Aboard.this);
                }

                @Override
                public void closed(Connection connection, TransportException why) {
                    handler.closed(Aboard.this, why);
                }
            });
        }

        @Override
        public void write(ByteBuffer bytes) {
            real.write(bytes);
        }

        @Override
        public void flush() {
            real.flush();
        }

        @Override
        public boolean writable() {
            return real.writable();
        }

        @Override
        public void pause() {
            real.pause();
        }

        @Override
        public void resume() {
            real.resume();
        }

        @Override
        public void authenticated() {
            real.authenticated();
        }

        @Override
        public void close() {
            real.close();
        }

        @Override
        public void abort() {
            real.abort();
        }
    }
}
