// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.TransportException;
import io.pipes.testkit.network.Conditions;
import io.pipes.testkit.network.SimulatedHost;
import io.pipes.testkit.network.SimulatedNetwork;
import io.pipes.testkit.network.SimulatedTransport;
import io.pipes.testkit.time.VirtualTime;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The dedicated connections of a test's links, over a simulated network of their own. */
final class SideLines {
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    final SimulatedNetwork network;
    private final Map<TestNode, SimulatedHost> hosts = new HashMap<>();
    private final Map<Long, Wanted> wanted = new HashMap<>();

    /** Whether there are any to be had. */
    boolean there;

    /** Those who have none even so. */
    final Set<TestNode> without = new HashSet<>();

    /** Whether they hand over what they have, though asked to wait: as a transport does that has read it already, and at the end. */
    boolean hasty;

    /** How many there were. */
    int made;

    SideLines(VirtualTime time) {
        network = new SimulatedNetwork(time);
        network.conditions(Conditions.CALM);
    }

    /** The one who can be called, and waits. */
    private record Wanted(TestNode node, ConnectionHandler handler, CompletableFuture<Connection> result) {}

    SimulatedHost host(TestNode node) {
        return hosts.computeIfAbsent(node, added -> network.add("side-" + hosts.size()));
    }

    /** As the contract of exchanges says. */
    CompletionStage<Connection> get(TestNode node, boolean caller, long number, ConnectionHandler handler) {
        CompletableFuture<Connection> result = new CompletableFuture<>();
        node.loop().schedule(PATIENCE, () -> fail(result, "nobody took part"));
        if (!there || without.contains(node)) {
            node.loop().execute(() -> fail(result, "there are none"));
        } else if (caller) {
            call(node, wanted.remove(number), handler, result);
        } else {
            // A peer that uses a number twice is heard for the later one, and the earlier one waits in vain.
            wanted.put(number, new Wanted(node, handler, result));
        }
        return result;
    }

    private static void fail(CompletableFuture<Connection> result, String why) {
        result.completeExceptionally(new TransportException(TransportException.Reason.UNREACHABLE, why));
    }

    private void call(TestNode node, Wanted callee, ConnectionHandler handler, CompletableFuture<Connection> result) {
        if (callee == null) {
            fail(result, "the other side has not asked");
            return;
        }
        SimulatedHost there = host(callee.node());
        there.transport()
                .listen(
                        new Address(SimulatedTransport.SCHEME, there.name(), 0),
                        callee.node().loop(),
                        connection -> {
                            made++;
                            hand(connection, callee.handler(), callee.result());
                        })
                .thenCompose(listener ->
                        host(node).transport().connect(listener.address(), node.loop(), Duration.ofSeconds(2)))
                .whenComplete((connection, failure) -> {
                    if (connection == null) {
                        fail(result, "it cannot be called");
                    } else {
                        hand(connection, handler, result);
                    }
                });
    }

    private void hand(Connection connection, ConnectionHandler handler, CompletableFuture<Connection> result) {
        if (!hasty) {
            connection.pause();
        }
        connection.start(handler);
        if (!result.complete(hasty ? hasty(connection) : connection)) {
            connection.abort();
        }
    }

    private static Connection hasty(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) ->
                        method.getName().equals("pause") ? null : method.invoke(connection, arguments));
    }
}
