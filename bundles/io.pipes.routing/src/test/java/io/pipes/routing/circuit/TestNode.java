// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.Randomness;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.LinkState;
import io.pipes.spi.node.Links;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.MembershipListener;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.Registration;
import io.pipes.spi.node.Router;
import io.pipes.spi.node.Routing;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.transport.Connection;
import io.pipes.testkit.time.SimulatedLoop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A node that has links and circuits, and nothing else. */
final class TestNode implements NodeContext, Links, Membership, Routing {
    private final TestNetwork network;
    private final NodeId id;
    private final SimulatedLoop loop;
    private final Randomness randomness;
    private final Map<String, ExchangeHandler> handlers = new TreeMap<>();
    final List<Talker> guests = new ArrayList<>();
    Consumer<Connection> acceptor = connection -> guests.add(new Talker(connection).start());
    RelayBudget budget = new RelayBudget(64 << 20);
    final TestPaths paths;
    Circuits circuits;

    TestNode(TestNetwork network, int number) {
        this.network = network;
        byte[] bytes = new byte[NodeId.SIZE];
        bytes[0] = (byte) (number * 37);
        bytes[1] = (byte) number;
        id = NodeId.of(Bytes.wrap(bytes));
        loop = new SimulatedLoop(network.time, "node-" + number);
        randomness = network.time.randomness("node-" + number);
        paths = new TestPaths(network, this);
        circuits = new Circuits(this, paths, budget);
    }

    void start() {
        loop.execute(() -> {
            circuits = new Circuits(this, paths, budget);
            circuits.start();
        });
    }

    /** What an update of the bundle does: the kernel takes the handlers away first. */
    void replace() {
        loop.execute(() -> {
            handlers.keySet()
                    .forEach(protocol -> network.cables(this)
                            .forEach(link -> link.get(protocol).at(this).detach()));
            handlers.clear();
            circuits.stop();
        });
        start();
    }

    /** Hears nothing and says nothing any more, while its links go on. */
    void fallSilent() {
        loop.execute(() -> {
            handlers.keySet().forEach(this::detach);
            handlers.clear();
        });
    }

    /** In place of circuits somebody who may say anything. */
    void speak(Rogue rogue) {
        fallSilent();
        loop.execute(() -> {
            for (CircuitKind kind : CircuitKind.values()) {
                handle(kind.protocol(), rogue);
            }
        });
    }

    /** With another budget from now on. */
    void lend(RelayBudget other) {
        budget = other;
        replace();
    }

    void kill() {
        network.cables(this).forEach(link -> link.values().forEach(Cable::cut));
        loop.stop();
    }

    boolean lives() {
        return !loop.stopped();
    }

    /** A link has come. */
    void linked(Map<String, Cable> link) {
        loop.execute(() -> handlers.forEach(
                (protocol, handler) -> link.get(protocol).at(this).attach(handler)));
    }

    @Override
    public NodeId id() {
        return id;
    }

    @Override
    public SimulatedLoop loop() {
        return loop;
    }

    @Override
    public Randomness randomness() {
        return randomness;
    }

    @Override
    public Membership membership() {
        return this;
    }

    @Override
    public Links links() {
        return this;
    }

    @Override
    public Routing routing() {
        return this;
    }

    @Override
    public Registration handle(Protocol protocol, ExchangeHandler handler) {
        handlers.put(protocol.name(), handler);
        network.cables(this).forEach(link -> link.get(protocol.name()).at(this).attach(handler));
        return () -> {
            if (handlers.remove(protocol.name(), handler)) {
                network.cables(this)
                        .forEach(link -> link.get(protocol.name()).at(this).detach());
            }
        };
    }

    @Override
    public Optional<Member> member(NodeId node) {
        Bytes key = Bytes.wrap(new byte[32]);
        return network.members.contains(node)
                ? Optional.of(new Member(node, new IdentityId(key), "somebody", network.role, key, key, key))
                : Optional.empty();
    }

    @Override
    public void accept(Connection connection) {
        acceptor.accept(connection);
    }

    @Override
    public void changed() {}

    // what circuits do not use

    @Override
    public NetworkId network() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Executor workers() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CryptoSuite suite() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Collection<String> features() {
        return List.of();
    }

    @Override
    public PacketStore store() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Bytes sign(Label label, Bytes message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Bytes unbox(Label label, Bytes context, Bytes box) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> Registration offer(Class<T> facet, T offered) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Registration problem(String sentence) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Collection<NodeId> linked() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<LinkState> link(NodeId member) {
        return Optional.empty();
    }

    @Override
    public void want(NodeId member) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Collection<Member> members() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Bytes head() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Statement> statements(String kind) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Statement> record(String kind, Bytes body) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Registration listen(MembershipListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Registration offer(Router router) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Router> router() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Registration listen(Runnable listener) {
        throw new UnsupportedOperationException();
    }
}
