// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Router;
import io.pipes.spi.storage.PacketStore;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.storage.MemoryPacketStores;
import io.pipes.testkit.storage.StoreShelf;
import io.pipes.testkit.time.SeededRandomness;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** Nodes and links between them, as a test lays them, in virtual time. */
final class TestNetwork implements AutoCloseable {
    static final NetworkId ID = NetworkId.of(Bytes.wrap(new byte[NetworkId.SIZE]));

    final VirtualTime time;
    final SimulatedSuite suite = new SimulatedSuite();
    final List<TestNode> nodes = new ArrayList<>();
    final List<TestLink> links = new ArrayList<>();

    TestNetwork(long seed) {
        time = new VirtualTime(seed);
    }

    /** Nodes that know each other, without links. */
    static TestNetwork of(int count, long seed) {
        TestNetwork network = new TestNetwork(seed);
        for (int i = 0; i < count; i++) {
            network.nodes.add(new TestNode(network, "node-" + i));
        }
        TreeMap<NodeId, Member> members = new TreeMap<>();
        network.nodes.forEach(node -> members.put(node.id(), node.member()));
        network.nodes.forEach(node -> node.members.putAll(members));
        network.nodes.forEach(TestNode::start);
        network.settle();
        return network;
    }

    /** Nodes in a line. */
    static TestNetwork line(int count) {
        TestNetwork network = of(count, 1);
        for (int i = 1; i < count; i++) {
            network.link(i - 1, i);
        }
        network.settle();
        return network;
    }

    /** A ring of nodes with links across it, so that each has about four. */
    static TestNetwork mesh(int count, long seed) {
        TestNetwork network = of(count, seed);
        SeededRandomness chance = network.time.randomness("mesh");
        for (int i = 0; i < count; i++) {
            network.link(i, (i + 1) % count);
            network.link(i, (i + 2 + chance.nextInt(count - 3)) % count);
        }
        network.settle();
        return network;
    }

    TestNode add() {
        TestNode node = new TestNode(this, "node-" + nodes.size());
        nodes.add(node);
        for (TestNode other : nodes) {
            other.learn(node.member());
            node.learn(other.member());
        }
        node.start();
        return node;
    }

    /** A new member of which one node has not heard. */
    TestNode addUnknownTo(TestNode late) {
        TestNode node = add();
        late.loop.execute(() -> late.members.remove(node.id()));
        return node;
    }

    TestNode node(int index) {
        return nodes.get(index);
    }

    TestLink link(int one, int other) {
        return link(node(one), node(other));
    }

    TestLink link(TestNode one, TestNode other) {
        for (TestLink link : links) {
            if (link.isBetween(one, other)) {
                return link;
            }
        }
        TestLink link = new TestLink(one, other);
        links.add(link);
        one.loop.execute(() -> link.attach(one));
        other.loop.execute(() -> link.attach(other));
        return link;
    }

    void cut(TestLink link) {
        links.remove(link);
        link.cut();
    }

    void remove(TestNode node) {
        Member member = node.member();
        nodes.forEach(other -> other.forget(member));
    }

    Collection<TestLink> links(TestNode node) {
        return links.stream().filter(link -> link.isAt(node)).toList();
    }

    PacketStore store(StoreShelf shelf, Loop loop) {
        CompletableFuture<PacketStore> open = new MemoryPacketStores(shelf, Duration.ofMillis(2))
                .open("test", Secret.wrap(new byte[32]), loop)
                .toCompletableFuture();
        assertThat(time.runUntil(open::isDone, Duration.ofSeconds(1))).isTrue();
        return open.join();
    }

    void pass(Duration duration) {
        time.runFor(duration);
    }

    void settle() {
        pass(Duration.ofSeconds(20));
    }

    long messages() {
        return links.stream().mapToLong(link -> link.messages).sum();
    }

    long bytes() {
        return links.stream().mapToLong(link -> link.bytes).sum();
    }

    /** The links that there are, as everybody should know them. */
    Collection<Router.Edge> truth() {
        TreeSet<Router.Edge> edges =
                new TreeSet<>(Comparator.comparing(Router.Edge::one).thenComparing(Router.Edge::other));
        for (TestLink link : links) {
            boolean inOrder = link.one.id().compareTo(link.other.id()) < 0;
            edges.add(
                    inOrder
                            ? new Router.Edge(link.one.id(), link.other.id())
                            : new Router.Edge(link.other.id(), link.one.id()));
        }
        return List.copyOf(edges);
    }

    void assertAllKnowTheTruth() {
        for (TestNode node : nodes) {
            assertThat(node.topology().edges()).as("at %s", node).containsExactlyElementsOf(truth());
        }
    }

    @Override
    public void close() {
        assertThat(time.failures()).isEmpty();
        assertThat(links).as("nobody is accused").allMatch(link -> link.misbehaved.isEmpty());
    }
}
