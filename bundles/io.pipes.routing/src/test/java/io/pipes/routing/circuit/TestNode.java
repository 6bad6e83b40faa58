// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.Bytes;
import io.pipes.base.Randomness;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NodeId;
import io.pipes.routing.RelayBudget;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.Links;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.Registration;
import io.pipes.spi.node.Routing;
import io.pipes.spi.transport.Connection;
import io.pipes.testkit.time.SimulatedLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A node that has links and circuits, and nothing else: its methods are those of the interfaces that circuits use. */
final class TestNode {
    private static final Bytes KEY = Bytes.wrap(new byte[32]);

    private final TestNetwork network;
    private final NodeId id;
    private final SimulatedLoop loop;
    private final Randomness randomness;
    private final Map<String, ExchangeHandler> handlers = new TreeMap<>();
    private final NodeContext context = StandIn.of(NodeContext.class, this);
    private final Membership membership = StandIn.of(Membership.class, this);
    private final Links links = StandIn.of(Links.class, this);
    private final Routing routing = StandIn.of(Routing.class, this);

    final List<Talker> guests = new ArrayList<>();
    final TestPaths paths;
    Consumer<Connection> acceptor = connection -> guests.add(new Talker(connection).start());
    RelayBudget budget = new RelayBudget(64 << 20);
    Circuits circuits;

    /** Whether a link is reading just now. */
    boolean receiving;

    TestNode(TestNetwork network, int number) {
        this.network = network;
        byte[] bytes = new byte[NodeId.SIZE];
        bytes[0] = (byte) (number * 37);
        bytes[1] = (byte) number;
        id = NodeId.of(Bytes.wrap(bytes));
        loop = new SimulatedLoop(network.time, "node-" + number);
        randomness = network.time.randomness("node-" + number);
        paths = new TestPaths(network, this);
        circuits = new Circuits(context, paths, budget);
    }

    void start() {
        loop.execute(() -> {
            circuits = new Circuits(context, paths, budget);
            circuits.start();
        });
    }

    /** What an update of the bundle does: the kernel takes the handlers away first. */
    void replace() {
        loop.execute(() -> {
            handlers.keySet().forEach(this::detach);
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

    private void detach(String protocol) {
        network.cables(this).forEach(link -> link.get(protocol).at(this).detach());
    }

    // NodeContext

    NodeId id() {
        return id;
    }

    SimulatedLoop loop() {
        return loop;
    }

    Randomness randomness() {
        return randomness;
    }

    Membership membership() {
        return membership;
    }

    Links links() {
        return links;
    }

    Routing routing() {
        return routing;
    }

    // Links

    Registration handle(Protocol protocol, ExchangeHandler handler) {
        String name = protocol.name();
        handlers.put(name, handler);
        network.cables(this).forEach(link -> link.get(name).at(this).attach(handler));
        return () -> {
            if (handlers.remove(name, handler)) {
                detach(name);
            }
        };
    }

    // Membership

    Optional<Member> member(NodeId node) {
        return network.members.contains(node)
                ? Optional.of(new Member(node, new IdentityId(KEY), "somebody", network.role, KEY, KEY, KEY))
                : Optional.empty();
    }

    // Routing

    void accept(Connection connection) {
        acceptor.accept(connection);
    }
}
