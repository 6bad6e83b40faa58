// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.NetworkState;
import io.pipes.api.store.Backup;
import io.pipes.api.store.Restore;
import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.testkit.network.Conditions;
import io.pipes.testkit.network.Latency;
import io.pipes.testkit.scale.Scale;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A node is backed up while all write, and restored once or twice while it is gone or still lives, behind a partition or not: one of the
 * restored nodes becomes a member, nobody loses what others had acknowledged, and all members end with the same histories.
 */
@Tag("simulation")
class RestoredAnyTimeTest {
    private static final int NODES = 5;
    private static final Duration RECOVERY = Duration.ofMinutes(5);
    private static final Secret PASSPHRASE = Secret.copyOf("correct horse".getBytes(US_ASCII));
    private static final Conditions ROUGH = Conditions.CALM
            .latency(Latency.between(Duration.ofMillis(5), Duration.ofMillis(25)))
            .loss(0.1)
            .duplication(0.05)
            .reordering(0.2);

    private final Set<String> acknowledged = new HashSet<>();
    private int said;

    /** The last three are from when a key was lost that one of two restored nodes had made, or that was made before the other one came. */
    static LongStream seeds() {
        return LongStream.concat(Scale.seeds(3, 300), LongStream.of(13, 25, 28)).distinct();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void what_others_have_is_never_lost(long seed) {
        SimulationPlan plan = SimulatedPipes.network(NODES).seed(seed).routed(seed % 2 == 0);
        try (SimulatedPipes pipes = (seed % 3 == 0 ? plan.conditions(ROUGH) : plan).start()) {
            pipes.observed("RestoredAnyTimeTest", () -> restore(pipes));
        }
    }

    private void restore(SimulatedPipes pipes) {
        SeededRandomness chance = pipes.time().randomness("faults");
        Notes notes = Notes.create(pipes);
        SimulatedNode old = pipes.node(chance.nextInt(NODES));
        say(notes, pipes.nodes(), chance.nextInt(20));
        Bytes file = backUp(pipes, notes, old, chance);
        say(notes, pipes.nodes(), chance.nextInt(20));
        pipes.pass(Duration.ofSeconds(10));
        if (chance.chance(0.5)) {
            old.crash();
        }

        List<SimulatedNode> others = new ArrayList<>(pipes.nodes());
        others.remove(old);
        List<SimulatedNode> restored = new ArrayList<>();
        for (int i = 0; i <= chance.nextInt(2); i++) {
            restored.add(pipes.add());
        }
        restored.forEach(node -> restore(pipes, node, file));
        if (chance.chance(0.5)) {
            pipes.partition(others.subList(0, 2));
        }
        for (SimulatedNode node : restored) {
            begin(pipes, node);
            pipes.pass(Duration.ofMillis(chance.nextInt(3_000)));
            say(notes, others, 2);
        }
        pipes.heal();
        say(notes, others, 2);

        assertThat(pipes.eventually(() -> members(restored).size() == 1, RECOVERY))
                .as("one of the restored nodes is a member: %s", pipes)
                .isTrue();
        SimulatedNode member = members(restored).get(0);
        assertThat(pipes.eventually(() -> notes.find(member).isPresent(), RECOVERY))
                .isTrue();
        say(notes, List.of(member), 3);
        others.add(member);
        assertAgreed(pipes, notes, others);
        assertThat(others.get(0).network().nodes())
                .hasSize(NODES - 1)
                .noneMatch(info -> info.node().equals(old.id()));
        if (old.isRunning()) {
            // It hears of the first one that comes, and then of nothing more.
            assertThat(old.network().replacedBy())
                    .get()
                    .isIn(restored.stream().map(SimulatedNode::id).toList());
        }
    }

    private void assertAgreed(SimulatedPipes pipes, Notes notes, List<SimulatedNode> members) {
        pipes.pass(RECOVERY);
        for (SimulatedNode node : members) {
            assertThat(notes.read(node))
                    .as("%s has what was acknowledged: %s", node, pipes)
                    .containsAll(acknowledged)
                    .doesNotHaveDuplicates();
        }
        Set<String> first = new HashSet<>(notes.read(members.get(0)));
        for (SimulatedNode node : members) {
            assertThat(new HashSet<>(notes.read(node))).as("%s", pipes).isEqualTo(first);
        }
    }

    private static List<SimulatedNode> members(List<SimulatedNode> restored) {
        return restored.stream()
                .filter(node -> node.network().state() != NetworkState.REVOKED)
                .toList();
    }

    /** Does not wait; what is acknowledged is remembered then. */
    private void say(Notes notes, List<SimulatedNode> writers, int each) {
        for (SimulatedNode writer : writers) {
            for (int i = 0; i < each; i++) {
                String text = "note " + said++ + " by " + writer;
                notes.write(writer, text).thenAccept(sent -> acknowledged.add(text));
            }
        }
    }

    private Bytes backUp(SimulatedPipes pipes, Notes notes, SimulatedNode node, SeededRandomness chance) {
        Backup backup = node.running().kernel().backup(PASSPHRASE, node.host().disk());
        Bytes file = Bytes.EMPTY;
        for (Optional<Bytes> next = pipes.done(backup.next()); next.isPresent(); next = pipes.done(backup.next())) {
            file = joined(file, next.get());
            say(notes, pipes.nodes(), chance.nextInt(3));
        }
        return file;
    }

    private static void restore(SimulatedPipes pipes, SimulatedNode onto, Bytes file) {
        onto.start();
        Restore restore =
                onto.running().kernel().restore(PASSPHRASE, onto.host().disk());
        pipes.done(restore.take(file));
        assertThat(pipes.done(restore.finish()).nodes()).isEqualTo(1);
    }

    private static void begin(SimulatedPipes pipes, SimulatedNode restored) {
        restored.kill();
        restored.restart();
        assertThat(pipes.eventually(() -> !restored.running().kernel().list().isEmpty(), RECOVERY))
                .isTrue();
        LocalNetwork network = restored.running().kernel().list().get(0);
        restored.joined(network.node());
    }

    private static Bytes joined(Bytes first, Bytes second) {
        byte[] all = new byte[first.size() + second.size()];
        first.copyTo(all, 0);
        second.copyTo(all, first.size());
        return Bytes.wrap(all);
    }
}
