// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.testkit.time.SeededRandomness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Malicious members, and what the honest ones say to each other of them and against each other. */
final class Saboteurs implements Tap {
    /** What a saboteur does on its own account. */
    enum Lie {
        NONE,
        /** Says two things under one number. */
        EQUIVOCATES,
        /** Names everybody as its neighbour. */
        CLAIMS_EVERYBODY,
        /** Speaks in the name of another node. */
        FORGES,
        /** Speaks without end. */
        FLOODS
    }

    /** One of them. */
    record Saboteur(SimulatedNode node, Lie lie, Sabotage sabotage) {
        NodeId id() {
            return node.id();
        }

        @Override
        public String toString() {
            return node + " (" + sabotage + ", " + lie + ")";
        }
    }

    private final Map<NodeId, Saboteur> all = new LinkedHashMap<>();
    private final List<String> accusations = new ArrayList<>();
    private final Map<NodeId, Map<String, Integer>> passedOn = new TreeMap<>();

    void add(SimulatedNode node, SeededRandomness chance) {
        Lie lie = Lie.values()[chance.nextInt(Lie.values().length)];
        all.put(node.id(), new Saboteur(node, lie, new Sabotage(chance)));
    }

    List<Saboteur> who(Lie lie) {
        return all.values().stream().filter(one -> one.lie() == lie).toList();
    }

    boolean include(NodeId node) {
        return all.containsKey(node);
    }

    /** What honest nodes said against honest nodes. */
    List<String> accusations() {
        return List.copyOf(accusations);
    }

    /** How often at most one honest node has sent adverts of a saboteur to another one. */
    int mostPassedOn(NodeId author) {
        return passedOn.getOrDefault(author, Map.of()).values().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
    }

    @Override
    public void said(TappedExchange exchange, Bytes message) {
        Saboteur saboteur = all.get(exchange.node().id());
        if (saboteur != null) {
            saboteur.sabotage().said(exchange, message);
        } else {
            count(exchange, message);
            exchange.pass(message);
        }
    }

    private void count(TappedExchange exchange, Bytes message) {
        if (exchange.protocol().equals(LinkStateWire.PROTOCOL) && !include(exchange.peer())) {
            new LinkedHashSet<>(LinkStateWire.authors(message))
                    .stream()
                            .filter(this::include)
                            .forEach(author -> passedOn.computeIfAbsent(author, first -> new TreeMap<>())
                                    .merge(link(exchange), 1, Integer::sum));
        }
    }

    private static String link(TappedExchange exchange) {
        return exchange.node().id().shortText() + " to " + exchange.peer().shortText();
    }

    @Override
    public void heard(TappedExchange exchange, Bytes message) {
        Saboteur saboteur = all.get(exchange.node().id());
        if (saboteur != null && !message.isEmpty()) {
            saboteur.sabotage().heard(exchange, message);
        }
    }

    @Override
    public ConnectionHandler beside(TappedExchange exchange, ConnectionHandler handler) {
        Saboteur saboteur = all.get(exchange.node().id());
        return saboteur == null ? handler : saboteur.sabotage().beside(handler);
    }

    @Override
    public void accused(TappedExchange exchange, String reason) {
        if (!include(exchange.node().id()) && !include(exchange.peer())) {
            accusations.add(link(exchange) + ": " + reason);
        }
    }

    @Override
    public String toString() {
        return all.values().toString();
    }
}
