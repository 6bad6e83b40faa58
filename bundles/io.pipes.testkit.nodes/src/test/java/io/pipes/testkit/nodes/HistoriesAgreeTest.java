// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.message.Message;
import io.pipes.api.network.Role;
import io.pipes.base.id.NodeId;
import io.pipes.testkit.network.Conditions;
import io.pipes.testkit.network.Latency;
import io.pipes.testkit.scale.Scale;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A network is split in two, everybody goes on writing to a persistent pipeline, a fifth loses power and comes back, admins on both sides
 * change roles, and one removes a node on the other side; all under 10 % loss, 5 % duplicates and reordering. Within thirty seconds after the split is healed everybody has the same
 * packets, each author's in order, and with them everything that was ever acknowledged.
 */
@Tag("simulation")
class HistoriesAgreeTest {
    private static final int NODES = 16;
    private static final Duration RECOVERY = Duration.ofSeconds(30);

    private static final Conditions ROUGH = Conditions.CALM
            .latency(Latency.between(Duration.ofMillis(5), Duration.ofMillis(25)))
            .loss(0.1)
            .duplication(0.05)
            .reordering(0.2);

    static LongStream seeds() {
        return Scale.seeds(50, 2_000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everybody_has_the_same_packets_again(long seed) {
        SimulationPlan plan = SimulatedPipes.network(NODES).seed(seed).routed(false);
        try (SimulatedPipes pipes = plan.start()) {
            pipes.observed("HistoriesAgreeTest", () -> splitAndHeal(pipes));
        }
    }

    private static void splitAndHeal(SimulatedPipes pipes) {
        SeededRandomness chance = pipes.time().randomness("faults");
        Notes notes = Notes.create(pipes);
        SimulatedNode owner = pipes.node(0);
        SimulatedNode admin = pipes.node(1);
        pipes.done(owner.network().assign(admin.id(), Role.ADMIN));
        pipes.network().conditions(ROUGH);
        pipes.pass(Duration.ofSeconds(5));
        Set<String> acknowledged = new HashSet<>();
        write(pipes, notes, acknowledged, "together");

        List<SimulatedNode> half = new ArrayList<>(List.of(owner));
        pipes.nodes().stream().skip(2).filter(node -> chance.chance(0.5)).forEach(half::add);
        pipes.partition(half);
        List<SimulatedNode> demoted = pipes.nodes().stream()
                .skip(2)
                .filter(node -> chance.chance(0.1))
                .limit(3)
                .toList();
        demoted.forEach(node -> (half.contains(node) ? owner : admin).network().assign(node.id(), Role.READER));
        Optional<SimulatedNode> removed = seedDecides(pipes, half);
        removed.ifPresent(node -> owner.network().revoke(node.id()));
        write(pipes, notes, acknowledged, "apart");
        pipes.nodes().stream().skip(2).filter(node -> chance.chance(0.2)).forEach(SimulatedNode::crash);
        write(pipes, notes, acknowledged, "while some were away");
        pipes.pass(Duration.ofSeconds(40));

        pipes.heal();
        pipes.nodes().stream().filter(node -> !node.isRunning()).forEach(SimulatedNode::restart);
        List<SimulatedNode> members = new ArrayList<>(pipes.nodes());
        removed.ifPresent(members::remove);

        assertThat(pipes.eventually(() -> haveTheSame(members, notes), RECOVERY))
                .as("everybody has the same packets, each author's in order: %s", pipes)
                .isTrue();
        // What one who may not write any more went on to write, and heard acknowledged by itself, counts for nobody.
        removed.ifPresent(gone -> acknowledged.removeIf(text -> text.startsWith(gone + " ")));
        demoted.forEach(reader ->
                acknowledged.removeIf(text -> text.startsWith(reader + " ") && !text.startsWith(reader + " together")));
        removed.ifPresent(gone -> assertThat(texts(notes.messages(owner)))
                .as("of what %s wrote: %s", gone, pipes)
                .noneMatch(text -> text.startsWith(gone + " apart") || text.startsWith(gone + " while")));
        assertThat(texts(notes.messages(owner)))
                .as("what was acknowledged: %s", pipes)
                .doesNotHaveDuplicates()
                .containsAll(acknowledged);
    }

    /** Those that run write at once, several things each; what becomes durable is noted. */
    private static void write(SimulatedPipes pipes, Notes notes, Set<String> acknowledged, String when) {
        for (SimulatedNode node : pipes.nodes()) {
            if (node.isRunning()) {
                for (int i = 0; i < 5; i++) {
                    String text = node + " " + when + " " + i;
                    notes.write(node, text).thenAccept(sent -> acknowledged.add(text));
                    pipes.pass(Duration.ofMillis(3));
                }
            }
        }
        pipes.pass(Duration.ofSeconds(1));
    }

    /** In every second network the owner removes a node on the other side, which goes on writing there. */
    private static Optional<SimulatedNode> seedDecides(SimulatedPipes pipes, List<SimulatedNode> half) {
        return pipes.nodes().stream()
                .skip(2)
                .filter(node -> !half.contains(node) && pipes.plan().seed() % 2 == 0)
                .findFirst();
    }

    private static boolean haveTheSame(List<SimulatedNode> members, Notes notes) {
        Set<Long> counts = new HashSet<>();
        for (SimulatedNode node : members) {
            if (!node.isConnected() || notes.find(node).isEmpty()) {
                return false;
            }
            counts.add(notes.info(node).kept().orElseThrow().packets());
        }
        return counts.size() == 1
                && members.stream()
                                .map(node -> byAuthor(notes.messages(node)))
                                .distinct()
                                .count()
                        == 1;
    }

    private static List<String> texts(List<Message> messages) {
        return messages.stream().map(SimulatedNode::text).toList();
    }

    /** Packets in order, each with its place and what it says. */
    private static Map<NodeId, List<String>> byAuthor(List<Message> messages) {
        return messages.stream()
                .collect(Collectors.groupingBy(
                        Message::author,
                        TreeMap::new,
                        Collectors.mapping(
                                message -> message.seq() + " "
                                        + message.message().text() + " " + SimulatedNode.text(message),
                                Collectors.toList())));
    }
}
