// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.message.Sent;
import io.pipes.api.pipeline.Before;
import io.pipes.api.pipeline.From;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PacketId;
import io.pipes.testkit.scale.Scale;
import io.pipes.testkit.time.SeededRandomness;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One order of what was said for everybody, in which nothing comes before what it answers. */
@Tag("simulation")
class DisplayOrderTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    /** As far as a clock may be ahead and still be followed. */
    private static final int SECONDS = 25;

    static LongStream seeds() {
        return Scale.seeds(2, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nodes_that_have_the_same_show_the_same_whatever_came_when(long seed) {
        try (SimulatedPipes pipes = SimulatedPipes.network(5).seed(seed).start()) {
            SeededRandomness chance = pipes.time().randomness("clocks");
            Notes notes = Notes.create(pipes);
            pipes.nodes().forEach(node -> step(node, chance.nextInt(2 * SECONDS) - SECONDS));
            partedAndTogetherAgain(pipes, notes);

            List<String> displayed = notes.displayed(pipes.node(0));
            assertThat(displayed).hasSize(120).doesNotHaveDuplicates();
            for (SimulatedNode node : pipes.nodes()) {
                assertThat(notes.displayed(node)).isEqualTo(displayed);
                assertThat(notes.newest(node, 1)).isEqualTo(displayed.subList(119, 120));
                assertThat(notes.newest(node, 33)).isEqualTo(displayed.subList(87, 120));
                assertThat(notes.newest(node, 500)).isEqualTo(displayed);
            }
            assertThat(pipes.nodes().stream().map(notes::read).distinct())
                    .as("they came in different orders")
                    .hasSizeGreaterThan(1);
            eachAuthorsInOrder(notes.messages(pipes.node(0)), displayed);
        }
    }

    /** Then no order of times is left, but there is still one for all, and each author's own. */
    @ParameterizedTest
    @MethodSource("seeds")
    void clocks_that_go_back_part_nobody_from_the_others(long seed) {
        try (SimulatedPipes pipes = SimulatedPipes.network(5).seed(seed).start()) {
            SeededRandomness chance = pipes.time().randomness("clocks");
            Notes notes = Notes.create(pipes);
            for (int round = 0; round < 3; round++) {
                pipes.nodes().forEach(node -> step(node, chance.nextInt(20_000) - 10_000));
                SimulatedNode restarted = pipes.node(1 + chance.nextInt(4));
                restarted.kill();
                restarted.restart();
                pipes.eventually(
                        () -> restarted.isConnected() && notes.find(restarted).isPresent(), SOON);
                partedAndTogetherAgain(pipes, notes);
            }

            List<String> displayed = notes.displayed(pipes.node(0));
            List<String> newest = notes.newest(pipes.node(0), 50);
            assertThat(displayed).hasSize(360).doesNotHaveDuplicates();
            assertThat(newest).hasSize(50).doesNotHaveDuplicates();
            for (SimulatedNode node : pipes.nodes()) {
                assertThat(notes.displayed(node)).isEqualTo(displayed);
                assertThat(notes.newest(node, 50)).isEqualTo(newest);
            }
            eachAuthorsInOrder(notes.messages(pipes.node(0)), displayed);
            List<String> paged = pages(notes, pipes.node(1), 37);
            assertThat(paged).hasSize(360).doesNotHaveDuplicates();
            assertThat(paged.subList(310, 360)).isEqualTo(newest);
            assertThat(pages(notes, pipes.node(2), 37)).isEqualTo(paged);
        }
    }

    /** The whole history, read page by page from its end. */
    private static List<String> pages(Notes notes, SimulatedNode node, int size) {
        List<String> all = new ArrayList<>();
        List<Message> page = notes.before(node, size, Before.END);
        while (!page.isEmpty()) {
            all.addAll(0, page.stream().map(SimulatedNode::text).toList());
            Message first = page.get(0);
            page = notes.before(node, size, new Before.Message(first.author(), first.seq(), first.index()));
        }
        return all;
    }

    private static void partedAndTogetherAgain(SimulatedPipes pipes, Notes notes) {
        int before = notes.read(pipes.node(0)).size();
        pipes.partition(pipes.nodes().subList(2, 5));
        for (int i = 0; i < 24; i++) {
            for (SimulatedNode node : pipes.nodes()) {
                notes.write(node, node + " " + before + " " + i);
            }
            pipes.pass(Duration.ofMillis(400));
        }
        pipes.heal();
        assertThat(pipes.eventually(
                        () -> pipes.nodes().stream()
                                .allMatch(node -> notes.read(node).size() == before + 120),
                        Duration.ofMinutes(3)))
                .isTrue();
    }

    private static void eachAuthorsInOrder(List<Message> came, List<String> displayed) {
        Map<NodeId, List<String>> chains = came.stream()
                .collect(Collectors.groupingBy(
                        Message::author, Collectors.mapping(SimulatedNode::text, Collectors.toList())));
        assertThat(chains).hasSize(5);
        chains.values().forEach(chain -> assertThat(displayed).containsSubsequence(chain));
    }

    private static void step(SimulatedNode node, int seconds) {
        node.host().loop().clock().step(Duration.ofSeconds(seconds));
    }

    /** Who answers has a slower clock, and has got the question from a peer afterwards, or long ago. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_answer_comes_behind_its_question(boolean restarted) {
        try (SimulatedPipes pipes = SimulatedPipes.network(3).seed(1).start()) {
            Notes notes = Notes.create(pipes);
            SimulatedNode asks = pipes.node(0);
            SimulatedNode answers = pipes.node(1);
            step(asks, 2 * SECONDS);
            if (restarted) {
                pipes.done(notes.write(asks, "question"));
                pipes.pass(Duration.ofSeconds(1));
                answers.kill();
            } else {
                answers.kill();
                pipes.done(notes.write(asks, "question"));
            }
            answers.restart();
            assertThat(pipes.eventually(
                            () -> answers.isConnected()
                                    && notes.find(answers).isPresent()
                                    && notes.read(answers).contains("question"),
                            SOON))
                    .isTrue();
            pipes.done(notes.write(answers, "answer"));
            pipes.pass(SOON);

            for (SimulatedNode node : pipes.nodes()) {
                assertThat(notes.displayed(node)).containsExactly("question", "answer");
            }
        }
    }

    @Test
    @SimulatedNodes(count = 2)
    void reading_begins_at_a_time_of_the_authors_or_behind_a_message(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode node = pipes.node(0);
        List<CompletionStage<Sent>> together = new ArrayList<>();
        IntStream.range(0, 40).forEach(i -> together.add(notes.write(node, "early " + i)));
        together.forEach(pipes::done);
        pipes.pass(Duration.ofMinutes(1));
        Instant between = Instant.ofEpochMilli(node.host().loop().clock().wallMillis());
        pipes.pass(Duration.ofMinutes(1));
        pipes.done(notes.write(pipes.node(1), "late"));
        pipes.pass(SOON);
        List<Message> all = notes.messages(node);
        Message tenth = all.get(9);

        assertThat(notes.displayed(node, new From.Time(between))).containsExactly("late");
        assertThat(notes.displayed(node, new From.After(tenth.author(), tenth.seq(), tenth.index())))
                .hasSize(31)
                .startsWith("early 10")
                .endsWith("late");
        assertThat(notes.newest(node, 3)).containsExactly("early 38", "early 39", "late");
        assertThatThrownBy(() -> notes.displayed(node, From.NOW)).hasRootCauseInstanceOf(PipesException.class);
    }

    @Test
    @SimulatedNodes(count = 2)
    void pages_before_a_message_of_a_packet_before_a_time_and_before_nothing(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode node = pipes.node(0);
        List<CompletionStage<Sent>> together = new ArrayList<>();
        IntStream.range(0, 40).forEach(i -> together.add(notes.write(node, "early " + i)));
        together.forEach(pipes::done);
        pipes.pass(Duration.ofMinutes(1));
        Instant between = Instant.ofEpochMilli(node.host().loop().clock().wallMillis());
        pipes.done(notes.write(pipes.node(1), "late"));
        pipes.pass(SOON);
        List<Message> all = notes.messages(node);
        Message shared =
                all.stream().filter(message -> message.index() == 5).findFirst().orElseThrow();
        int at = all.indexOf(shared);
        Before.Named named = new Before.Named(shared.packet().orElseThrow(), shared.index());

        assertThat(notes.before(node, 3, named)).isEqualTo(all.subList(at - 3, at));
        assertThat(notes.before(node, 100, named)).isEqualTo(all.subList(0, at));
        assertThat(notes.before(node, 2, new Before.Time(between))).isEqualTo(all.subList(38, 40));
        assertThat(notes.before(node, 100, new Before.Time(Instant.EPOCH))).isEmpty();
        assertThat(pages(notes, node, 7)).isEqualTo(notes.displayed(node));
        Message first = all.get(0);
        assertThat(notes.before(node, 7, new Before.Message(first.author(), first.seq(), 0)))
                .isEmpty();
        assertThatThrownBy(() -> notes.before(node, 7, new Before.Message(first.author(), 1_000, 0)))
                .hasRootCauseInstanceOf(PipesException.class)
                .rootCause()
                .hasMessageContaining("before which you want to read");
        assertThatThrownBy(() ->
                        notes.before(node, 7, new Before.Named(PacketId.of(Bytes.wrap(new byte[PacketId.SIZE])), 0)))
                .hasRootCauseInstanceOf(PipesException.class);
    }

    @Test
    @SimulatedNodes(count = 2)
    void changes_of_the_state_are_no_messages(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode node = pipes.node(0);
        for (int i = 0; i < 5; i++) {
            String text = "note " + i;
            pipes.done(notes.write(node, text));
            pipes.done(pipes.done(
                    node.onLoop(() -> Notes.pipeline(node).state().map("map").put("key", Content.text(text)))));
        }

        assertThat(notes.newest(node, 3)).containsExactly("note 2", "note 3", "note 4");
        assertThat(notes.displayed(node)).hasSize(5);
    }

    @Test
    @SimulatedNodes(count = 2)
    void a_slow_reader_gets_what_was_there_when_it_began(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode node = pipes.node(0);
        for (int i = 0; i < 300; i++) {
            pipes.done(notes.write(node, "note " + i));
        }
        Notes.Reader slow = notes.slowly(node, 3);
        pipes.pass(SOON);
        assertThat(slow.texts()).containsExactly("note 0", "note 1", "note 2");
        pipes.done(notes.write(node, "afterwards"));

        slow.more(Long.MAX_VALUE);
        pipes.pass(SOON);

        assertThat(slow.completed).isTrue();
        assertThat(slow.texts()).hasSize(300).endsWith("note 299").doesNotHaveDuplicates();
    }

    @Test
    @SimulatedNodes(count = 2)
    void long_packets_among_short_ones_are_shown_in_their_place(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            SimulatedNode node = pipes.node(i / 20 % 2);
            String text = (i % 7 == 0 ? "x".repeat(600_000) : "note ") + i;
            pipes.done(notes.write(node, text));
            pipes.pass(Duration.ofSeconds(1));
            written.add(text);
        }
        pipes.pass(SOON);

        assertThat(notes.displayed(pipes.node(1))).isEqualTo(written);
        assertThat(notes.newest(pipes.node(1), 25)).isEqualTo(written.subList(35, 60));
    }

    @Test
    @SimulatedNodes(count = 2)
    void who_reads_while_the_feature_is_replaced_is_told_so(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode node = pipes.node(0);
        pipes.done(notes.write(node, "one"));
        pipes.done(notes.write(node, "two"));
        Notes.Reader slow = notes.slowly(node, 1);
        pipes.pass(SOON);

        node.replacePipelines();
        pipes.pass(SOON);

        assertThat(slow.texts()).containsExactly("one");
        assertThat(slow.failure)
                .isInstanceOfSatisfying(
                        PipesException.class,
                        failure -> assertThat(failure.code()).isEqualTo(PipesException.Code.FEATURE_MISSING));
    }

    @Test
    void the_newest_are_found_without_reading_the_rest(@TempDir Path locks) {
        CountedReads reads = new CountedReads(new SegmentLogs(locks));
        try (SimulatedPipes pipes =
                SimulatedPipes.network(1).seed(1).stores(reads).start()) {
            Notes notes = Notes.create(pipes);
            SimulatedNode node = pipes.node(0);
            for (int i = 0; i < 600; i++) {
                pipes.done(notes.write(node, "note " + i));
            }
            int before = reads.packets();
            assertThat(notes.newest(node, 2)).containsExactly("note 598", "note 599");
            int newest = reads.packets() - before;

            assertThat(notes.displayed(node)).hasSize(600);
            assertThat(reads.packets() - before).as("the same counter counts").isGreaterThan(1_200);
            assertThat(newest).isLessThan(50);
        }
    }
}
