// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.Role;
import io.pipes.testkit.network.Conditions;
import io.pipes.testkit.network.Latency;
import io.pipes.testkit.scale.Scale;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A network is split in two while a fifth of its nodes crash and both halves change who belongs to it, all under 10 % loss, 5 %
 * duplicates and reordering. Within thirty seconds after the split is healed everybody has the same membership log and the same epoch, and
 * what is published then is heard by all, once.
 *
 * <p>Ways through others and presence have nothing to do with who agrees about what, and cost three times as much: every second network has
 * them, of more than a thousand every twentieth, and the large one has not.
 */
@Tag("simulation")
class PartitionAndHealTest {
    private static final int NODES = 50;

    private static final int MANY = 1_000;

    /** How many members one statement about an epoch lets in. */
    private static final int BOXES = 50;

    private static final Duration RECOVERY = Duration.ofSeconds(30);
    private static final Duration DELIVERY = Duration.ofSeconds(30);

    private static final Conditions ROUGH = Conditions.CALM
            .latency(Latency.between(Duration.ofMillis(5), Duration.ofMillis(25)))
            .loss(0.1)
            .duplication(0.05)
            .reordering(0.2);

    static LongStream seeds() {
        return Scale.seeds(50, 20_000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void all_nodes_agree_again(long seed) {
        run(SimulatedPipes.network(NODES).seed(seed).routed(seed % (seed <= MANY ? 2 : 20) == 0));
    }

    static void run(SimulationPlan plan) {
        try (SimulatedPipes pipes = plan.start()) {
            pipes.observed("PartitionAndHealTest/" + plan.nodes() + "-nodes", () -> splitAndHeal(pipes));
        }
    }

    private static void splitAndHeal(SimulatedPipes pipes) {
        SeededRandomness chance = pipes.time().randomness("faults");
        SimulatedNode owner = pipes.node(0);
        SimulatedNode admin = pipes.node(1);
        pipes.done(owner.network().assign(admin.id(), Role.ADMIN));
        assertThat(pipes.eventually(() -> sameHeads(pipes), RECOVERY)).isTrue();
        pipes.network().conditions(ROUGH);

        // given two halves with an admin each, of which a fifth crashes
        List<SimulatedNode> half = new ArrayList<>(List.of(owner));
        pipes.nodes().stream().skip(2).filter(node -> chance.chance(0.5)).forEach(half::add);
        pipes.partition(half);
        pipes.nodes().stream().skip(2).filter(node -> chance.chance(0.2)).forEach(SimulatedNode::crash);

        // when both change who belongs to the network, and everybody goes on talking
        pipes.nodes().stream()
                .skip(2)
                .filter(node -> chance.chance(0.1))
                .limit(5)
                .forEach(node -> (half.contains(node) ? owner : admin).network().assign(node.id(), Role.READER));
        SimulatedNode removed = pipes.nodes().stream()
                .skip(2)
                .filter(half::contains)
                .findFirst()
                .orElseThrow();
        owner.network().revoke(removed.id());
        talk(pipes, "apart");
        pipes.pass(Duration.ofSeconds(40));

        // then they agree soon after the halves see each other again
        pipes.heal();
        pipes.nodes().stream().filter(node -> !node.isRunning()).forEach(SimulatedNode::restart);
        List<SimulatedNode> members = new ArrayList<>(pipes.nodes());
        members.remove(removed);
        assertThat(pipes.eventually(() -> sameHeads(members), RECOVERY))
                .as("all have the same membership log: %s", pipes)
                .isTrue();
        assertThat(pipes.eventually(() -> sameEpochs(members), RECOVERY))
                .as("all publish in the same epoch: %s", pipes)
                .isTrue();
        assertThat(owner.statements("epoch"))
                .as("what it took to let all in twice: %s", pipes)
                .isLessThan(5 + 5 * pipes.nodes().size() / BOXES);
        assertThat(pipes.eventually(() -> PeerGraph.of(members).isOneComponent(), RECOVERY))
                .as("they are one network again: %s", pipes)
                .isTrue();

        // and everybody hears what is said then
        Set<String> said = talk(pipes, "together");
        pipes.eventually(() -> members.stream().allMatch(node -> hasHeard(node, said)), DELIVERY);
        assertThat(members).allSatisfy(node -> {
            assertThat(node.heardSinceStart()).doesNotHaveDuplicates();
            assertThat(hasHeard(node, said))
                    .as("what %s heard: %s", node, pipes)
                    .isTrue();
        });
    }

    private static boolean sameHeads(SimulatedPipes pipes) {
        return sameHeads(pipes.nodes());
    }

    private static boolean sameHeads(List<SimulatedNode> nodes) {
        return nodes.stream().map(SimulatedNode::head).distinct().count() == 1
                && nodes.get(0).head().isPresent();
    }

    private static boolean sameEpochs(List<SimulatedNode> nodes) {
        Set<Object> epochs = new HashSet<>();
        nodes.forEach(node -> epochs.add(node.epoch()));
        return epochs.size() == 1 && nodes.get(0).epoch().isPresent();
    }

    /** The two admins say three things each. */
    private static Set<String> talk(SimulatedPipes pipes, String when) {
        Set<String> said = new HashSet<>();
        for (SimulatedNode node : List.of(pipes.node(0), pipes.node(1))) {
            for (int i = 0; i < 3; i++) {
                String text = node + " " + when + " " + i;
                node.publish(text);
                said.add(text);
            }
        }
        return said;
    }

    private static boolean hasHeard(SimulatedNode node, Set<String> said) {
        Set<String> heard = new HashSet<>(node.heardSinceStart());
        return said.stream().filter(text -> !text.startsWith(node + " ")).allMatch(heard::contains);
    }
}
