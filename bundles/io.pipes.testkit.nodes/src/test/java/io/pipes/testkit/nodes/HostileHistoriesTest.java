// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.testkit.scale.Scale;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Some members lie about histories: they say nothing, or give nothing, half of it, or changed, repeated or mixed-up packets. Whoever was away, and whoever joins, gets everything all the same, from the honest ones; and no honest member accuses
 * another one.
 */
@Tag("simulation")
class HostileHistoriesTest {
    private static final int NODES = 10;
    private static final String SYNC = "sync.1";
    /** A run is an array of six items, the first of which is this. */
    private static final byte RUN = 7;

    private static final int HEAD_BYTES = 60;

    static LongStream seeds() {
        return Scale.seeds(25, 1_000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void honest_members_get_everything_from_honest_members(long seed) {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(NODES).seed(seed).routed(false).start()) {
            pipes.observed("HostileHistoriesTest", () -> lie(pipes));
        }
    }

    private static void lie(SimulatedPipes pipes) {
        SeededRandomness chance = pipes.time().randomness("lies");
        Notes notes = Notes.create(pipes);
        Liars liars = new Liars();
        for (int i = 0; i < 3; i++) {
            liars.add(pipes.node(NODES - 1 - i), chance);
        }
        pipes.tap(liars);
        SimulatedNode away = pipes.node(1);
        List<String> written = new ArrayList<>();
        write(pipes, notes, written, "before", 40);
        away.kill();
        write(pipes, notes, written, "while it was away", 200);

        away.restart();
        SimulatedNode late = pipes.add();
        pipes.join(late);

        List<SimulatedNode> honest = new ArrayList<>(pipes.nodes());
        honest.removeIf(liars::include);
        assertThat(pipes.eventually(
                        () -> honest.stream().allMatch(node -> has(notes, node, written.size())),
                        Duration.ofMinutes(3)))
                .as("all have %d packets, %s, %s", written.size(), liars, pipes)
                .isTrue();
        for (SimulatedNode node : honest) {
            assertThat(notes.read(node))
                    .as("at %s, %s, %s", node, liars, pipes)
                    .containsExactlyInAnyOrderElementsOf(written);
        }
        assertThat(liars.accusations).as("%s, %s", liars, pipes).isEmpty();
    }

    private static boolean has(Notes notes, SimulatedNode node, long packets) {
        return node.isConnected()
                && notes.find(node).isPresent()
                && notes.info(node).kept().orElseThrow().packets() == packets;
    }

    private static void write(SimulatedPipes pipes, Notes notes, List<String> written, String when, int count) {
        for (int i = 0; i < count; i++) {
            SimulatedNode writer = pipes.node(i % 2 == 0 ? 0 : 2 + i % (NODES - 2));
            String text = writer + " " + when + " " + i;
            pipes.done(notes.write(writer, text));
            written.add(text);
        }
    }

    /** Who lies, and how. */
    private static final class Liars implements Tap {
        private final Map<NodeId, Trick> tricks = new HashMap<>();
        private final Map<NodeId, String> names = new HashMap<>();
        private final List<String> accusations = new ArrayList<>();

        void add(SimulatedNode node, SeededRandomness chance) {
            Duration slow = Duration.ofSeconds(20);
            Map<String, Trick> all = new TreeMap<>();
            all.put("says nothing", Trick.withholds(chance, 1));
            all.put("gives nothing", Trick.withholds(chance, 1).when(HostileHistoriesTest::isRun));
            all.put("gives half of it", Trick.withholds(chance, 0.5).when(HostileHistoriesTest::isRun));
            all.put("changes", Trick.garbles(chance, 0.5, HEAD_BYTES).when(HostileHistoriesTest::isRun));
            all.put("repeats", Trick.repeats(chance, 0.5, slow).when(HostileHistoriesTest::isRun));
            all.put("mixes up", Trick.delays(chance, slow).when(HostileHistoriesTest::isRun));
            all.put("is slow", Trick.delays(chance, slow));
            List<String> kinds = List.copyOf(all.keySet());
            String kind = kinds.get(chance.nextInt(kinds.size()));
            tricks.put(node.id(), all.get(kind));
            names.put(node.id(), node + " " + kind);
        }

        boolean include(SimulatedNode node) {
            return tricks.containsKey(node.id());
        }

        @Override
        public void said(TappedExchange exchange, Bytes message) {
            Trick trick = tricks.get(exchange.node().id());
            if (trick != null && exchange.protocol().equals(SYNC)) {
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

    private static boolean isRun(Bytes message) {
        return message.size() > HEAD_BYTES && message.at(1) == RUN;
    }
}
