// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.message.Receipt;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.local.LocalMessaging;
import io.pipes.testkit.scale.Scale;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nodes come and go by loss of power, in their turn or all at once, have their feature replaced, and write to each other meanwhile. Some
 * members lie as holders. In the end everybody is there, and each message whose {@code send} was answered with more than {@code sent} has
 * arrived once.
 *
 * <p>Nobody promises that for a message that was handed to a link when its sender loses power; but no message comes twice. What was written
 * at one time comes in order. What was written later may come before it, if those who have the earlier letter are away for too long.
 */
@Tag("simulation")
class HeldMessagesUnderFaultsTest {
    private static final int NODES = 6;
    private static final int STEPS = 80;
    private static final Duration NOTED = Duration.ofMillis(20);
    private static final String HELD = "held.1";

    static LongStream seeds() {
        return Scale.seeds(3, 500);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void each_message_arrives_once_however_nodes_come_and_go(long seed) {
        try (SimulatedPipes pipes = SimulatedPipes.network(NODES).seed(seed).start()) {
            pipes.observed("HeldMessagesUnderFaultsTest", () -> comeAndGo(pipes, NODES));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void each_message_arrives_once_although_a_holder_lies(long seed) {
        try (SimulatedPipes pipes = SimulatedPipes.network(NODES).seed(seed).start()) {
            Liars liars = new Liars();
            liars.add(pipes.node(NODES - 1), pipes.time().randomness("lies"));
            pipes.tap(liars);
            pipes.observed("HeldMessagesUnderFaultsTest", () -> comeAndGo(pipes, NODES - 1));
            assertThat(liars.accusations).as("%s, %s", liars, pipes).isEmpty();
        }
    }

    private static void comeAndGo(SimulatedPipes pipes, int honest) {
        SeededRandomness chance = pipes.time().randomness("come and go");
        Letters letters = new Letters();
        for (int step = 0; step < STEPS; step++) {
            SimulatedNode node = pipes.node(chance.nextInt(honest));
            SimulatedNode other = pipes.node((pipes.nodes().indexOf(node) + 1 + chance.nextInt(honest - 1)) % honest);
            switch (chance.nextInt(6)) {
                case 0, 1 -> turn(pipes, node);
                case 2 -> {
                    if (node.isRunning()) {
                        node.replacePipelines();
                    }
                }
                default -> letters.write(node, other, 1 + chance.nextInt(20));
            }
            pipes.pass(Duration.ofMillis(chance.nextInt(30_000)));
        }
        for (int i = 0; i < honest; i++) {
            if (!pipes.node(i).isRunning()) {
                pipes.node(i).restart();
            }
        }
        pipes.pass(Duration.ofMinutes(2));
        pipes.settle();
        letters.check(pipes);
    }

    /** Comes back, or goes; not within the moment between a delivery and its note on disk, for which nothing is promised. */
    private static void turn(SimulatedPipes pipes, SimulatedNode node) {
        if (!node.isRunning()) {
            node.restart();
            return;
        }
        int heard;
        do {
            heard = node.heardDirectly().size();
            pipes.pass(NOTED);
        } while (node.heardDirectly().size() > heard);
        node.crash();
    }

    /** What was written, and how far it had come when its writer heard of it. */
    private static final class Letters {
        private final Map<String, List<String>> promised = new TreeMap<>();
        private final Map<List<String>, SimulatedNode> bursts = new LinkedHashMap<>();
        private final Map<String, SimulatedNode> recipients = new TreeMap<>();
        private int count;

        void write(SimulatedNode from, SimulatedNode to, int messages) {
            if (!isLoaded(from)) {
                return;
            }
            String way = from + " to " + to;
            recipients.put(way, to);
            List<String> burst = new ArrayList<>();
            List<String> sure = promised.computeIfAbsent(way, none -> new ArrayList<>());
            for (int i = 0; i < messages; i++) {
                String text = way + ": " + count++;
                burst.add(text);
                from.send(to, text).whenComplete((sent, failure) -> {
                    if (failure == null && sent.receipt() == Receipt.QUEUED) {
                        sure.add(text);
                    }
                });
            }
            bursts.put(List.copyOf(burst), to);
        }

        private static boolean isLoaded(SimulatedNode node) {
            if (!node.isRunning()) {
                return false;
            }
            try {
                return node.network().facet(LocalMessaging.class).isPresent();
            } catch (IllegalStateException loading) {
                return false;
            }
        }

        void check(SimulatedPipes pipes) {
            assertThat(promised.values()).as("somebody wrote, %s", pipes).anyMatch(sure -> !sure.isEmpty());
            recipients.forEach((way, to) -> {
                List<String> heard = to.heardDirectly().stream()
                        .filter(text -> text.startsWith(way + ":"))
                        .toList();
                assertThat(heard).as("%s, %s", way, pipes).doesNotHaveDuplicates();
                assertThat(heard).as("%s, %s", way, pipes).containsAll(promised.get(way));
            });
            bursts.forEach((burst, to) -> assertThat(
                            to.heardDirectly().stream().filter(burst::contains).toList())
                    .as("in order, %s", pipes)
                    .isEqualTo(
                            burst.stream().filter(to.heardDirectly()::contains).toList()));
        }
    }

    /** Who lies about letters, and how. */
    private static final class Liars implements Tap {
        private static final byte KEPT = 2;
        private static final byte HERE = 5;
        private static final byte RECEIPT = 6;

        private final Map<NodeId, Trick> tricks = new TreeMap<>();
        private final Map<NodeId, String> names = new TreeMap<>();
        private final List<String> accusations = new ArrayList<>();

        void add(SimulatedNode node, SeededRandomness chance) {
            Duration slow = Duration.ofSeconds(20);
            Map<String, Trick> all = new TreeMap<>();
            all.put("says nothing", Trick.withholds(chance, 1));
            all.put("takes and gives nothing", Trick.withholds(chance, 1).when(message -> is(message, HERE)));
            all.put("changes letters", Trick.garbles(chance, 1, 50).when(message -> is(message, HERE)));
            all.put("changes receipts", Trick.garbles(chance, 1, 50).when(message -> is(message, RECEIPT)));
            all.put("keeps receipts back", Trick.withholds(chance, 1).when(message -> is(message, RECEIPT)));
            all.put("repeats", Trick.repeats(chance, 1, slow));
            all.put("is slow", Trick.delays(chance, slow));
            all.put("does not say that it holds", Trick.withholds(chance, 1).when(message -> is(message, KEPT)));
            List<String> kinds = List.copyOf(all.keySet());
            String kind = kinds.get(chance.nextInt(kinds.size()));
            tricks.put(node.id(), all.get(kind));
            names.put(node.id(), node + " " + kind);
        }

        private static boolean is(Bytes message, byte kind) {
            return message.at(1) == kind;
        }

        @Override
        public void said(TappedExchange exchange, Bytes message) {
            Trick trick = tricks.get(exchange.node().id());
            if (trick != null && exchange.protocol().equals(HELD)) {
                trick.play(exchange, message);
            } else {
                exchange.pass(message);
            }
        }

        @Override
        public void accused(TappedExchange exchange, String reason) {
            if (!tricks.containsKey(exchange.node().id()) && !tricks.containsKey(exchange.peer())) {
                accusations.add(exchange.node().id() + " of " + exchange.peer() + ": " + reason);
            }
        }

        @Override
        public String toString() {
            return names.values().toString();
        }
    }
}
