// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.pipeline.PipelineKind;
import io.pipes.spi.local.LocalPipelines;
import io.pipes.testkit.network.Conditions;
import io.pipes.testkit.network.Latency;
import io.pipes.testkit.scale.Scale;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
 * <p>Each author's messages come in order, too, but for those for which the others have waited two seconds: then a hole is given up, and
 * what fills it comes late. Who has just been replaced and has not delivered anything of an author yet waits less, since for it all began
 * before its time: what it delivers first may have overtaken something.
 */
@Tag("simulation")
class FeatureReplacementTest {
    private static final int NODES = 4;

    /** So long what came waits for what should have come before it. */
    private static final Duration HOLE = Duration.ofSeconds(2);

    private static final int REPLACEMENTS = 20;
    private static final Duration TALK = Duration.ofMillis(4);

    private static final Conditions ROUGH = Conditions.CALM
            .latency(Latency.between(Duration.ofMillis(1), Duration.ofMillis(15)))
            .loss(0.05)
            .duplication(0.05)
            .reordering(0.2);

    static LongStream seeds() {
        return Scale.seeds(12, 2_000);
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

            Map<SimulatedNode, List<Long>> replacements = new HashMap<>();
            SeededRandomness chance = pipes.time().randomness("replacements");
            for (int i = 0; i < REPLACEMENTS; i++) {
                talk(pipes, toAll, toNext, chance.nextInt(60));
                SimulatedNode replaced = pipes.node(chance.nextInt(NODES));
                replaced.replacePipelines();
                replacements
                        .computeIfAbsent(replaced, any -> new ArrayList<>())
                        .add(pipes.time().nanos());
            }
            talk(pipes, toAll, toNext, 60);
            pipes.settle();

            for (int i = 0; i < NODES; i++) {
                SimulatedNode node = pipes.node(i);
                assertThat(toAll.get(i).done() && toNext.get(i).done()).isTrue();
                for (int author = 0; author < NODES; author++) {
                    String prefix = "to all from " + author + ":";
                    assertThat(difference(toAll.get(author).said(), texts(node, prefix)))
                            .as("what %s heard from %s in %s", node, author, pipes)
                            .isEmpty();
                    assertThat(overtaking(node, prefix, replacements.getOrDefault(node, List.of())))
                            .as("what %s heard too early from %s in %s", node, author, pipes)
                            .isEmpty();
                }
                List<String> sent = toNext.get((i + NODES - 1) % NODES).said();
                assertThat(difference(sent, node.heardDirectly()))
                        .as("what was sent to %s in %s", node, pipes)
                        .isEmpty();
                assertThat(node.heardDirectly())
                        .as("the order in which it came to %s in %s", node, pipes)
                        .isEqualTo(sent);
            }
        }
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

    private static LocalPipelines pipelines(SimulatedNode node) {
        return node.facet(LocalPipelines.class);
    }

    /** What is wrong with what was heard; the lists themselves are too long to read. */
    private static List<String> difference(List<String> said, List<String> heard) {
        List<String> wrong = new ArrayList<>();
        Set<String> once = new LinkedHashSet<>();
        heard.stream().filter(text -> !once.add(text)).forEach(text -> wrong.add("twice " + text));
        said.stream().filter(text -> !once.contains(text)).forEach(text -> wrong.add("missing " + text));
        return wrong;
    }

    /** What came before something that was said earlier, without having waited for that. */
    private static List<String> overtaking(SimulatedNode node, String prefix, List<Long> replacements) {
        List<String> tooEarly = new ArrayList<>();
        long earliestToCome = Long.MAX_VALUE;
        List<Heard> heard = heard(node, prefix);
        for (int i = heard.size() - 1; i >= 0; i--) {
            Heard one = heard.get(i);
            boolean waited = one.came - one.said >= HOLE.toNanos();
            if (one.said > earliestToCome && !waited && one.came != firstOfItsLife(heard, one.came, replacements)) {
                tooEarly.add(one.toString());
            }
            earliestToCome = Math.min(earliestToCome, one.said);
        }
        return tooEarly;
    }

    private static List<Heard> heard(SimulatedNode node, String prefix) {
        List<Heard> heard = new ArrayList<>();
        List<String> texts = node.messages().stream().map(SimulatedNode::text).toList();
        for (int i = 0; i < texts.size(); i++) {
            if (texts.get(i).startsWith(prefix)) {
                long said = Long.parseLong(texts.get(i).substring(prefix.length() + 1));
                heard.add(new Heard(said, node.cameAt().get(i)));
            }
        }
        return heard;
    }

    /** When the life of the feature that delivered something then delivered its first of that author; never before it was replaced. */
    private static long firstOfItsLife(List<Heard> heard, long came, List<Long> replacements) {
        long began = replacements.stream()
                .filter(moment -> moment <= came)
                .mapToLong(moment -> moment)
                .max()
                .orElse(Long.MAX_VALUE);
        return heard.stream()
                .mapToLong(Heard::came)
                .filter(moment -> moment >= began)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private record Heard(long said, long came) {}

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
