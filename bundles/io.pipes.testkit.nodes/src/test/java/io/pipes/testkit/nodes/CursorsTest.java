// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.message.Message;
import io.pipes.api.pipeline.From;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Readers that go on where they were, and readers that begin at a time. */
@Tag("simulation")
class CursorsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    @SimulatedNodes(count = 2)
    void a_cursor_goes_on_behind_what_was_committed_also_after_a_loss_of_power(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode node = pipes.node(1);
        List<String> written = write(pipes, notes, 30);
        Notes.Reader first = notes.reader(node, "worker", 10);
        pipes.pass(SOON);
        assertThat(first.texts()).containsExactlyElementsOf(written.subList(0, 10));
        notes.commit(node, "worker", first.messages.get(6));

        node.crash();
        node.restart();
        pipes.pass(SOON);
        Notes.Reader second = notes.reader(node, "worker", Long.MAX_VALUE);
        pipes.pass(SOON);

        assertThat(second.texts()).containsExactlyElementsOf(written.subList(7, 30));
        assertThat(notes.cursors(node)).containsExactly("worker");
    }

    @Test
    @SimulatedNodes(count = 2)
    void readers_that_are_killed_again_and_again_deal_with_everything_and_with_little_twice(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode node = pipes.node(1);
        List<String> written = write(pipes, notes, 100);
        List<String> dealtWith = new ArrayList<>();
        for (int life = 0; life < 20; life++) {
            Notes.Reader reader = notes.reader(node, "worker", 8);
            pipes.pass(Duration.ofSeconds(1));
            for (Message message : reader.messages.subList(0, Math.min(7, reader.messages.size()))) {
                dealtWith.add(SimulatedNode.text(message));
                notes.commit(node, "worker", message);
            }
            node.crash();
            node.restart();
            pipes.pass(SOON);
        }
        assertThat(dealtWith).containsExactlyElementsOf(written);
    }

    @Test
    @SimulatedNodes(count = 2)
    void a_cursor_misses_nothing_though_its_packet_was_damaged_and_fetched_again(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode node = pipes.node(1);
        List<String> written = write(pipes, notes, 40);
        Notes.Reader first = notes.reader(node, "worker", 8);
        pipes.pass(SOON);
        notes.commit(node, "worker", first.messages.get(7));

        assertThat(node.damageStore("pipeline/history/", 2))
                .as("the committed one, too")
                .isEqualTo(20);
        pipes.pass(Duration.ofMinutes(2));
        Notes.Reader second = notes.reader(node, "worker", Long.MAX_VALUE);
        pipes.pass(SOON);

        Set<String> all = new HashSet<>(written.subList(0, 8));
        all.addAll(second.texts());
        assertThat(all).containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    @SimulatedNodes(count = 2)
    void cursors_are_apart_from_each_other_and_can_be_forgotten(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode node = pipes.node(0);
        List<String> written = write(pipes, notes, 5);
        Notes.Reader one = notes.reader(node, "one", 5);
        pipes.pass(SOON);
        notes.commit(node, "one", one.messages.get(4));
        notes.commit(node, "two", one.messages.get(1));
        assertThat(notes.cursors(node)).containsExactly("one", "two");
        notes.forget(node, "one");

        Notes.Reader again = notes.reader(node, "one", Long.MAX_VALUE);
        Notes.Reader two = notes.reader(node, "two", Long.MAX_VALUE);
        pipes.pass(SOON);

        assertThat(again.texts()).containsExactlyElementsOf(written);
        assertThat(two.texts()).containsExactlyElementsOf(written.subList(2, 5));
        assertThat(notes.cursors(node)).containsExactly("two");
        assertThatThrownBy(() -> notes.reader(node, "Not a name", 1)).hasMessageContaining("name");
    }

    @Test
    @SimulatedNodes(count = 2)
    void reading_begins_at_a_time(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode node = pipes.node(1);
        List<Instant> times = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            pipes.pass(Duration.ofHours(1));
            times.add(Instant.ofEpochMilli(node.host().loop().clock().wallMillis()));
            pipes.done(notes.write(pipes.node(0), "hour " + i));
        }
        pipes.pass(SOON);

        for (int i = 0; i < 12; i++) {
            Notes.Reader reader = notes.reader(node, new From.Time(times.get(i)), Long.MAX_VALUE);
            pipes.pass(Duration.ofSeconds(1));
            assertThat(reader.texts()).hasSize(12 - i).startsWith("hour " + i);
        }
        Notes.Reader future = notes.reader(node, new From.Time(times.get(11).plusSeconds(60)), Long.MAX_VALUE);
        pipes.pass(Duration.ofSeconds(1));
        assertThat(future.texts()).isEmpty();
    }

    /** One after the other, so each is a packet of its own. */
    private static List<String> write(SimulatedPipes pipes, Notes notes, int count) {
        List<String> texts =
                IntStream.range(0, count).mapToObj(i -> "note " + i).toList();
        texts.forEach(text -> pipes.done(notes.write(pipes.node(0), text)));
        pipes.pass(SOON);
        return texts;
    }
}
