// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.Pipelines;
import io.pipes.testkit.network.Conditions;
import io.pipes.testkit.network.Latency;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The pipeline feature is replaced on one node after the other, at any moment, also twice in a row, while everybody talks to all and to a
 * neighbour through loss: each message arrives once. A seed that ever failed is added to those that always run.
 *
 * <p>Each author's messages come in order, too, in all but a few seeds: a hole is given up after two seconds, and so much trouble may take
 * longer. Whatever changes when something is said changes which seeds these are.
 */
@Tag("simulation")
class FeatureReplacementTest {
    private static final int NODES = 4;
    private static final long IN_ORDER_SEEDS = 30;

    /** In these a hole is open for longer than two seconds, and what fills it comes late. */
    private static final Set<Long> LATE_SEEDS = Set.of(17L);

    private static final int REPLACEMENTS = 20;
    private static final Duration TALK = Duration.ofMillis(4);

    private static final Conditions ROUGH = Conditions.CALM
            .latency(Latency.between(Duration.ofMillis(1), Duration.ofMillis(15)))
            .loss(0.05)
            .duplication(0.05)
            .reordering(0.2);

    static LongStream seeds() {
        boolean nightly = "nightly".equals(System.getProperty("pipes.test.scale"));
        return LongStream.rangeClosed(1, nightly ? 2_000 : IN_ORDER_SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothing_is_lost_or_doubled(long seed) {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(NODES).seed(seed).conditions(ROUGH).start()) {
            List<Speaker> toAll = new ArrayList<>();
            List<Speaker> toNext = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                toAll.add(Speaker.toAll(pipes.node(i)));
                toNext.add(Speaker.to(pipes.node((i + 1) % NODES), pipes.node(i)));
            }

            SeededRandomness chance = pipes.time().randomness("replacements");
            for (int i = 0; i < REPLACEMENTS; i++) {
                talk(pipes, toAll, toNext, chance.nextInt(60));
                pipes.node(chance.nextInt(NODES)).replacePipelines();
            }
            talk(pipes, toAll, toNext, 60);
            pipes.settle();

            for (int i = 0; i < NODES; i++) {
                SimulatedNode node = pipes.node(i);
                assertThat(toAll.get(i).done() && toNext.get(i).done()).isTrue();
                for (int author = 0; author < NODES; author++) {
                    List<String> heard = texts(node, "to all from " + author + ":");
                    assertThat(difference(toAll.get(author).said(), heard, inOrder(seed)))
                            .as("what %s heard from %s in %s", node, author, pipes)
                            .isEmpty();
                }
                assertThat(difference(toNext.get((i + NODES - 1) % NODES).said(), node.heardDirectly(), true))
                        .as("what was sent to %s in %s", node, pipes)
                        .isEmpty();
            }
        }
    }

    private static boolean inOrder(long seed) {
        return seed <= IN_ORDER_SEEDS && !LATE_SEEDS.contains(seed);
    }

    @Test
    void what_is_recorded_while_the_feature_is_away_is_not_missed() {
        try (SimulatedPipes pipes = SimulatedPipes.network(2).start()) {
            SimulatedNode replaced = pipes.node(1);
            List<String> made = new ArrayList<>(List.of(SimulatedPipes.PIPELINE));
            for (int delay = 0; delay < 100; delay++) {
                String name = "made-" + delay;
                made.add(name);
                var making = pipes.node(0)
                        .onLoop(() -> pipelines(pipes.node(0)).create(name, PipelineKind.LIVE, Optional.empty()));
                pipes.pass(Duration.ofNanos(delay * 100_000L));
                replaced.replacePipelines();
                pipes.done(pipes.done(making));
                pipes.settle();

                assertThat(pipes.done(replaced.onLoop(() -> pipelines(replaced).list().stream()
                                .map(pipeline -> pipeline.info().name())
                                .toList())))
                        .containsExactlyInAnyOrderElementsOf(made);
            }
        }
    }

    private static Pipelines pipelines(SimulatedNode node) {
        return node.facet(Pipelines.class);
    }

    /** What is wrong with what was heard; the lists themselves are too long to read. */
    private static List<String> difference(List<String> said, List<String> heard, boolean ordered) {
        List<String> wrong = new ArrayList<>();
        Set<String> once = new LinkedHashSet<>();
        heard.stream().filter(text -> !once.add(text)).forEach(text -> wrong.add("twice " + text));
        said.stream().filter(text -> !once.contains(text)).forEach(text -> wrong.add("missing " + text));
        if (ordered && wrong.isEmpty() && !heard.equals(said)) {
            wrong.add("in another order");
        }
        return wrong;
    }

    private static void talk(SimulatedPipes pipes, List<Speaker> toAll, List<Speaker> toNext, int rounds) {
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < NODES; i++) {
                toAll.get(i).say("to all from " + i + ": " + pipes.time().nanos());
                toNext.get(i).say("to next from " + i + ": " + pipes.time().nanos());
            }
            pipes.pass(TALK);
        }
    }

    private static List<String> texts(SimulatedNode node, String prefix) {
        return node.messages().stream()
                .map(SimulatedNode::text)
                .filter(text -> text.startsWith(prefix))
                .toList();
    }
}
