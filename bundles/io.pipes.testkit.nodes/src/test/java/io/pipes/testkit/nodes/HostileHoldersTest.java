// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.message.LargeContent;
import io.pipes.api.message.Message;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.storage.StoreException;
import io.pipes.testkit.scale.Scale;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Some members lie about blobs: they say nothing, give nothing, or what is changed, repeated or late. Meanwhile one honest node loses power
 * and comes back, the disk of another is full for a while, the feature of a third is replaced, and a node joins. Everybody honest gets all
 * content, and accuses nobody honest.
 */
@Tag("simulation")
class HostileHoldersTest {
    private static final int NODES = 7;
    private static final int HEAD_BYTES = 60;
    private static final String BLOB = "blob.1";
    private static final byte PART = 4;

    static LongStream seeds() {
        return Scale.seeds(2, 500);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void honest_members_get_all_content(long seed) {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(NODES).seed(seed).routed(false).start()) {
            pipes.observed("HostileHoldersTest", () -> lie(pipes));
        }
    }

    private static void lie(SimulatedPipes pipes) {
        SeededRandomness chance = pipes.time().randomness("lies");
        Notes notes = Notes.create(pipes);
        Liars liars = new Liars();
        liars.add(pipes.node(NODES - 1), chance);
        liars.add(pipes.node(NODES - 2), chance);
        pipes.tap(liars);
        List<byte[]> contents = new ArrayList<>();
        for (int writer = 0; writer < 2; writer++) {
            byte[] content = new SeededRandomness(chance.nextLong()).bytes((1 << 20) + 1 + chance.nextInt(1 << 20));
            contents.add(content);
            pipes.done(notes.publish(pipes.node(writer), LargeMessagesTest.source(content)));
        }
        trouble(pipes, chance);
        SimulatedNode late = pipes.add();
        pipes.join(late);

        List<SimulatedNode> honest = new ArrayList<>(pipes.nodes());
        honest.removeIf(liars::include);
        for (SimulatedNode node : honest) {
            assertThat(pipes.eventually(() -> here(notes, node) == contents.size(), Duration.ofMinutes(3)))
                    .as("at %s, %s, %s", node, liars, pipes)
                    .isTrue();
            List<byte[]> read = notes.messages(node).stream()
                    .map(message ->
                            LargeMessagesTest.bytes(pipes, message.large().orElseThrow()))
                    .toList();
            assertThat(read).as("at %s, %s", node, pipes).containsExactlyInAnyOrderElementsOf(contents);
        }
        assertThat(liars.accusations).as("%s, %s", liars, pipes).isEmpty();
    }

    private static void trouble(SimulatedPipes pipes, SeededRandomness chance) {
        pipes.pass(Duration.ofMillis(chance.nextInt(1_500)));
        pipes.node(2).crash();
        pipes.node(3).failStore(StoreException.Reason.FULL);
        pipes.pass(Duration.ofMillis(chance.nextInt(1_500)));
        pipes.node(4).replacePipelines();
        pipes.pass(Duration.ofMillis(chance.nextInt(10_000)));
        pipes.node(2).restart();
        pipes.node(3).failStore(null);
    }

    private static long here(Notes notes, SimulatedNode node) {
        if (!node.isConnected() || notes.find(node).isEmpty()) {
            return 0;
        }
        return notes.messages(node).stream()
                .map(Message::large)
                .filter(large -> large.filter(LargeContent::isHere).isPresent())
                .count();
    }

    private static boolean isPart(Bytes message) {
        return message.size() > HEAD_BYTES && message.at(1) == PART;
    }

    /** Who lies, and how. */
    private static final class Liars implements Tap {
        private final Map<NodeId, Trick> tricks = new TreeMap<>();
        private final Map<NodeId, String> names = new TreeMap<>();
        private final List<String> accusations = new ArrayList<>();

        void add(SimulatedNode node, SeededRandomness chance) {
            Duration slow = Duration.ofSeconds(20);
            Map<String, Trick> all = new TreeMap<>();
            all.put("says nothing", Trick.withholds(chance, 1));
            all.put("gives nothing", Trick.withholds(chance, 1).when(HostileHoldersTest::isPart));
            all.put("gives half of it", Trick.withholds(chance, 0.5).when(HostileHoldersTest::isPart));
            all.put("changes", Trick.garbles(chance, 0.5, HEAD_BYTES).when(HostileHoldersTest::isPart));
            all.put("repeats", Trick.repeats(chance, 0.5, slow).when(HostileHoldersTest::isPart));
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
            if (trick != null && exchange.protocol().equals(BLOB)) {
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
