// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.Role;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.TrafficClass;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.TransportException;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Nodes with circuits, and cables between them, in virtual time. */
final class TestNetwork implements AutoCloseable {
    private static final Duration HANG = Duration.ofMinutes(10);

    final VirtualTime time = new VirtualTime(1);
    final SideLines sideLines = new SideLines(time);
    final List<TestNode> nodes = new ArrayList<>();
    final Set<NodeId> members = new TreeSet<>();
    final Role role = Role.WRITER;
    private final List<Link> links = new ArrayList<>();

    private record Link(TestNode one, TestNode other, Map<String, Cable> cables) {}

    /** So many nodes in a line, each linked to the next. */
    static TestNetwork line(int count) {
        TestNetwork network = new TestNetwork();
        for (int i = 0; i < count; i++) {
            network.add();
        }
        for (int i = 1; i < count; i++) {
            network.link(i - 1, i);
        }
        network.settle();
        return network;
    }

    TestNode add() {
        TestNode node = new TestNode(this, nodes.size() + 1);
        nodes.add(node);
        members.add(node.id());
        node.start();
        return node;
    }

    TestNode node(int index) {
        return nodes.get(index);
    }

    TestNode last() {
        return nodes.get(nodes.size() - 1);
    }

    void link(int one, int other) {
        link(node(one), node(other));
    }

    void link(TestNode one, TestNode other) {
        Map<String, Cable> cables = new TreeMap<>();
        for (CircuitKind kind : CircuitKind.values()) {
            cables.put(kind.protocol().name(), new Cable(kind, one, other, sideLines));
        }
        links.add(new Link(one, other, cables));
        one.linked(cables);
        other.linked(cables);
    }

    /** The cable of interactive circuits between two nodes. */
    Cable cable(int one, int other) {
        return cable(one, other, CircuitKind.INTERACTIVE);
    }

    Cable cable(int one, int other, CircuitKind kind) {
        Set<TestNode> ends = Set.of(node(one), node(other));
        return links.stream()
                .filter(link -> ends.contains(link.one) && ends.contains(link.other))
                .map(link -> link.cables.get(kind.protocol().name()))
                .filter(cable -> !cable.over())
                .findFirst()
                .orElseThrow();
    }

    List<Map<String, Cable>> cables(TestNode node) {
        return links.stream()
                .filter(link -> link.one == node || link.other == node)
                .map(Link::cables)
                .toList();
    }

    Set<NodeId> neighbours(NodeId node) {
        Set<NodeId> neighbours = new TreeSet<>();
        for (Link link : links) {
            if (link.cables.values().stream().noneMatch(Cable::over)) {
                if (link.one.id().equals(node)) {
                    neighbours.add(link.other.id());
                } else if (link.other.id().equals(node)) {
                    neighbours.add(link.one.id());
                }
            }
        }
        return neighbours;
    }

    /** Opens a circuit; the other end has proven itself. */
    CompletableFuture<Connection> call(TestNode from, TestNode to, TrafficClass traffic) {
        return callUnproven(from, to, traffic).thenApply(made -> {
            made.authenticated();
            return made;
        });
    }

    /** As {@link #call}, without a word about whether the other end has proven itself. */
    CompletableFuture<Connection> callUnproven(TestNode from, TestNode to, TrafficClass traffic) {
        return CompletableFuture.supplyAsync(() -> from.circuits.open(to.id(), traffic), from.loop())
                .thenCompose(stage -> stage);
    }

    /** Opens a circuit; both ends have begun to listen. */
    Pair open(TestNode from, TestNode to, TrafficClass traffic) {
        int before = to.guests.size();
        CompletableFuture<Talker> talker = call(from, to, traffic).thenApply(made -> new Talker(made).start());
        until("a circuit is there", () -> talker.isDone() && to.guests.size() > before);
        return new Pair(talker.join(), to.guests.get(before));
    }

    /** Two nodes with two others between them, each of which leads to both. */
    static TestNetwork diamond() {
        TestNetwork network = new TestNetwork();
        for (int i = 0; i < 4; i++) {
            network.add();
        }
        network.link(0, 1);
        network.link(0, 2);
        network.link(1, 3);
        network.link(2, 3);
        network.settle();
        return network;
    }

    Pair open() {
        return open(node(0), last(), TrafficClass.INTERACTIVE);
    }

    TransportException refused(TestNode from, TestNode to) {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        call(from, to, TrafficClass.INTERACTIVE).whenComplete((made, thrown) -> failure.complete(thrown));
        until("a call fails", failure::isDone);
        Throwable thrown = failure.join();
        return (TransportException) (thrown instanceof TransportException ? thrown : thrown.getCause());
    }

    record Pair(Talker caller, Talker callee) {}

    void on(TestNode node, Runnable task) {
        node.loop().execute(task);
    }

    void until(String what, BooleanSupplier holds) {
        assertThat(time.runUntil(holds, HANG)).as(what).isTrue();
    }

    void pass(Duration duration) {
        time.runFor(duration);
    }

    void settle() {
        pass(Duration.ofSeconds(5));
    }

    /** Nothing is left of any circuit where somebody lives. */
    void assertEmpty() {
        for (TestNode node : nodes.stream().filter(TestNode::lives).toList()) {
            assertThat(node.circuits.circuits())
                    .as("circuits at %s", node.loop())
                    .isZero();
            assertThat(node.circuits.unproven()).as("guests at %s", node.loop()).isZero();
            assertThat(node.circuits.bypasses())
                    .as("dedicated connections at %s", node.loop())
                    .isZero();
            assertThat(node.circuits.reserved())
                    .as("reserved at %s", node.loop())
                    .isZero();
        }
    }

    @Override
    public void close() {
        assertThat(time.failures()).isEmpty();
    }
}
