// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.node.NodeInfo;
import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.testkit.crypto.KeyOracle;
import io.pipes.testkit.network.Conditions;
import io.pipes.testkit.network.Latency;
import io.pipes.testkit.scale.Scale;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Members join, are removed, are cut off, stop and come back in any order, while those who are there write into a persistent pipeline. In the end everybody who may read something does, and
 * nobody else could with all the keys it ever held: who was removed, as far as the writer knew; and with the policy from-join, who joined later.
 */
@Tag("simulation")
class HistorySchedulesTest {
    private static final int FOUNDERS = 4;
    private static final int STEPS = 16;
    private static final int MOST = 9;

    private static final Conditions ROUGH = Conditions.CALM
            .latency(Latency.between(Duration.ofMillis(5), Duration.ofMillis(300)))
            .loss(0.05)
            .reordering(0.2);

    static LongStream seeds() {
        return Scale.seeds(500, 10_000);
    }

    /** A member publishes under the epoch of one that is removed meanwhile on the other side. */
    @Test
    void who_may_read_does_under_an_epoch_whose_maker_was_removed() {
        who_may_read_does_and_nobody_else_could(1_865);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void who_may_read_does_and_nobody_else_could(long seed) {
        HistoryPolicy policy = seed % 2 == 0 ? HistoryPolicy.FULL : HistoryPolicy.FROM_JOIN;
        try (SimulatedPipes pipes =
                SimulatedPipes.network(FOUNDERS).seed(seed).routed(false).start()) {
            pipes.observed("HistorySchedulesTest", () -> new Schedule(pipes, policy).play());
        }
    }

    /**
     * What somebody wrote.
     *
     * @param members whom its writer knew as members all the time while it was sealed
     * @param known whom it knew as members at some time meanwhile
     * @param removed whom its writer knew as removed before
     * @param sealed the packet that holds it
     */
    private record Written(
            String text,
            SimulatedNode writer,
            Set<String> members,
            Set<String> known,
            Set<String> removed,
            KeyOracle.SealedPacket sealed) {}

    /** One network and what happens to it. */
    private static final class Schedule {
        private final SimulatedPipes pipes;
        private final HistoryPolicy policy;
        private final SeededRandomness chance;
        private final Notes notes;
        private final List<Written> written = new ArrayList<>();
        private final Set<SimulatedNode> gone = new HashSet<>();
        private boolean apart;

        Schedule(SimulatedPipes pipes, HistoryPolicy policy) {
            this.pipes = pipes;
            this.policy = policy;
            chance = pipes.time().randomness("schedule");
            notes = Notes.create(pipes, policy);
        }

        void play() {
            pipes.network().conditions(ROUGH);
            for (int step = 0; step < STEPS; step++) {
                step(chance.nextInt(10));
                write();
                pipes.pass(Duration.ofMillis(chance.nextInt(5_000)));
            }
            pipes.heal();
            pipes.network().conditions(Conditions.CALM);
            pipes.nodes().stream().filter(node -> !node.isRunning()).forEach(SimulatedNode::restart);
            pipes.pass(Duration.ofMinutes(1));
            pipes.settle();
            nobodyElseCould();
            whoMayReadDoes();
        }

        private void step(int which) {
            SimulatedNode some = pipes.node(1 + chance.nextInt(pipes.nodes().size() - 1));
            switch (which) {
                case 0, 1 -> join();
                case 2, 3 -> remove(some);
                case 4 -> split();
                case 5, 6 -> heal();
                case 7 -> stopOrStart(some);
                default -> write();
            }
        }

        /** By the owner, who must be reached by whoever joins. */
        private void join() {
            if (!apart && pipes.nodes().size() < MOST) {
                pipes.join(pipes.add());
            }
        }

        private void remove(SimulatedNode node) {
            if (gone.size() < 2 && gone.add(node)) {
                pipes.node(0).network().revoke(node.id());
            }
        }

        private void split() {
            List<SimulatedNode> side = new ArrayList<>();
            pipes.nodes().stream().skip(1).filter(node -> chance.chance(0.5)).forEach(side::add);
            pipes.partition(side);
            apart = true;
        }

        private void heal() {
            pipes.heal();
            apart = false;
        }

        private void stopOrStart(SimulatedNode node) {
            if (node.isRunning()) {
                node.kill();
            } else {
                node.restart();
            }
        }

        /** One after the other, so that it is known which packet holds what. */
        private void write() {
            SimulatedNode writer = pipes.node(chance.nextInt(pipes.nodes().size()));
            if (gone.contains(writer)
                    || !hasLoaded(writer)
                    || notes.find(writer).isEmpty()) {
                return;
            }
            Set<String> membersBefore = members(writer);
            Set<String> removed = new TreeSet<>();
            gone.stream()
                    .filter(writer::knowsRemovalOf)
                    .map(SimulatedNode::name)
                    .forEach(removed::add);
            int before = pipes.oracle().sealed().size();
            String text = writer + " " + written.size();
            pipes.done(notes.write(writer, text));
            Set<String> members = members(writer);
            Set<String> known = new TreeSet<>(membersBefore);
            known.addAll(members);
            members.retainAll(membersBefore);
            List<KeyOracle.SealedPacket> sealed = pipes.oracle().sealed().stream()
                    .skip(before)
                    .filter(packet -> packet.actor().equals(writer.name()))
                    .toList();
            assertThat(sealed).as("%s", pipes).isNotEmpty();
            written.add(new Written(text, writer, members, known, removed, sealed.get(sealed.size() - 1)));
        }

        private static boolean hasLoaded(SimulatedNode node) {
            return node.isRunning()
                    && node.running().kernel().find(SimulatedPipes.NETWORK).isPresent();
        }

        private static Set<String> members(SimulatedNode node) {
            Set<String> members = new TreeSet<>(Set.of(node.name()));
            node.network().nodes().stream().map(NodeInfo::name).forEach(members::add);
            return members;
        }

        private void nobodyElseCould() {
            for (Written one : written) {
                Set<String> readers = pipes.oracle().readers(one.sealed());
                assertThat(readers)
                        .as("%s could read what %s wrote: %s", readers, one.text(), pipes)
                        .contains(one.writer().name())
                        .noneMatch(one.removed()::contains);
                if (policy == HistoryPolicy.FROM_JOIN) {
                    assertThat(one.known())
                            .as("who could read what %s wrote: %s", one.text(), pipes)
                            .containsAll(readers);
                }
            }
        }

        /** What members wrote who are members still; of the others that counts which an admin had in time. */
        private void whoMayReadDoes() {
            for (SimulatedNode reader : pipes.nodes()) {
                if (gone.contains(reader)) {
                    continue;
                }
                List<String> expected = written.stream()
                        .filter(one -> !gone.contains(one.writer()))
                        .filter(one ->
                                policy == HistoryPolicy.FULL || one.members().contains(reader.name()))
                        .map(Written::text)
                        .toList();
                assertThat(notes.read(reader))
                        .as("what %s reads of a %s history: %s", reader, policy.text(), pipes)
                        .doesNotHaveDuplicates()
                        .containsAll(expected);
            }
        }
    }
}
