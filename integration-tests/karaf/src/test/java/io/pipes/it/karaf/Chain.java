// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Nodes that connect only where they are told to: each one joined with a ticket of the one before it, and is linked to that one only. */
final class Chain implements AutoCloseable {
    static final String NETWORK = "chain";

    private final List<NodeProcess> processes = new ArrayList<>();
    private final List<RunningNode> nodes = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private final List<String> names;

    private Chain(List<String> names) {
        this.names = List.copyOf(names);
    }

    /** As {@link #of}, of plain nodes only. */
    static Chain plain(String test, String... names) throws Exception {
        return of(test, none -> false, names);
    }

    /** Starts the nodes and returns when everybody knows everybody as a member.
     *
     * @param whole who is a whole node; the others are plain
     */
    static Chain of(String test, Predicate<String> whole, String... names) throws Exception {
        Chain chain = new Chain(List.of(names));
        try {
            chain.start(test, whole);
            chain.join();
            return chain;
        } catch (Exception | Error failure) {
            chain.close();
            throw failure;
        }
    }

    /** Together, because each takes seconds; their ports are found before any of them runs. */
    private void start(String test, Predicate<String> whole) throws Exception {
        for (String name : names) {
            String home = test + "-" + name;
            NodeProcess process =
                    whole.test(name) ? NodeProcess.warm(home, Java.current()) : NodeProcess.plain(home, Java.current());
            processes.add(process.with("PIPES_PEERING", "manual"));
        }
        for (NodeProcess process : processes) {
            process.startWithoutWaiting();
        }
        for (NodeProcess process : processes) {
            nodes.add(RunningNode.started(process));
        }
    }

    private void join() throws Exception {
        ids.add(node(0).found(NETWORK, node(0).newIdentity(names.get(0)))
                .get("node")
                .asText());
        for (int i = 1; i < nodes.size(); i++) {
            // Only admins can invite the next one.
            JsonNode invitation = node(i - 1).call("network.invite", "network", NETWORK, "role", "admin");
            String identity = node(i).newIdentity(names.get(i));
            ids.add(node(i).join(invitation.get("ticket").asText(), identity)
                    .get("node")
                    .asText());
        }
        for (RunningNode node : nodes) {
            node.await(
                    "it knows all members",
                    () -> node.call("network.members", "network", NETWORK).size() == nodes.size());
        }
    }

    /** Links the last node to the first one. */
    void closeRing() throws Exception {
        int last = nodes.size() - 1;
        node(last)
                .call(
                        "network.connect",
                        "network",
                        NETWORK,
                        "address",
                        "tcp://127.0.0.1:" + node(0).process().listen());
    }

    RunningNode node(int index) {
        return nodes.get(index);
    }

    List<RunningNode> nodes() {
        return List.copyOf(nodes);
    }

    String id(int index) {
        return ids.get(index);
    }

    String name(int index) {
        return names.get(index);
    }

    /** The index of the node with this id. */
    int indexOf(String id) {
        return ids.indexOf(id);
    }

    /** Waits until one node reaches another one over so many hops. */
    void awaitHops(int from, int to, int hops) throws Exception {
        node(from)
                .await(
                        names.get(from) + " reaches " + names.get(to) + " over " + hops + " hops",
                        () -> node(from)
                                        .node(NETWORK, id(to))
                                        .orElseThrow()
                                        .get("hops")
                                        .asInt()
                                == hops);
    }

    /** Waits until everybody knows that there are so many links. */
    void awaitLinks(int count) throws Exception {
        for (RunningNode node : nodes) {
            node.await(
                    "it knows " + count + " links",
                    () -> node.call("network.show", "network", NETWORK)
                                    .get("links")
                                    .size()
                            == count);
        }
    }

    @Override
    public void close() throws Exception {
        for (RunningNode node : nodes) {
            node.close();
        }
        for (NodeProcess process : processes) {
            process.close();
        }
    }
}
