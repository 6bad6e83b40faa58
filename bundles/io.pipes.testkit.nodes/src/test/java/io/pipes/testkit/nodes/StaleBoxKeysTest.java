// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.Retention;
import io.pipes.node.kernel.BoxTiming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is boxed to keys that are destroyed by then, because its author was apart for too long, and what follows. */
@Tag("simulation")
class StaleBoxKeysTest {
    private static final BoxTiming SHORT =
            new BoxTiming(Duration.ofMinutes(1), Duration.ofMinutes(4), Duration.ofMinutes(12));

    /** An epoch lasts a quarter of it. */
    private static final Retention AN_HOUR = new Retention.Age(Duration.ofHours(1));

    private static final Duration APART = Duration.ofMinutes(40);
    private static final Duration SOON = Duration.ofMinutes(1);

    private final List<String> written = new ArrayList<>();

    @Test
    void what_who_was_alone_has_published_and_goes_on_to_publish_is_read_by_all() {
        try (SimulatedPipes pipes = network(3)) {
            Notes notes = Notes.create(pipes, HistoryPolicy.FULL, AN_HOUR);
            List<SimulatedNode> alone = pipes.nodes().subList(2, 3);
            apart(pipes, alone, () -> write(pipes, notes, alone));
            write(pipes, notes, alone);

            assertAllReadAll(pipes, notes);
        }
    }

    @Test
    void what_two_sides_that_were_apart_have_published_and_go_on_to_publish_is_read_by_all() {
        try (SimulatedPipes pipes = network(4)) {
            Notes notes = Notes.create(pipes, HistoryPolicy.FROM_JOIN, AN_HOUR);
            apart(pipes, pipes.nodes().subList(2, 4), () -> write(pipes, notes, pipes.nodes()));
            write(pipes, notes, pipes.nodes());

            assertAllReadAll(pipes, notes);
        }
    }

    /** Who has made an epoch forgets, with its process, that its boxes may be for keys that are gone. */
    @Test
    void what_follows_is_read_by_all_also_where_nothing_is_boxed_again() {
        try (SimulatedPipes pipes = network(3)) {
            Notes notes = Notes.create(pipes, HistoryPolicy.FULL, AN_HOUR);
            SimulatedNode alone = pipes.node(2);
            pipes.partition(List.of(alone));
            pipes.pass(APART);
            write(pipes, notes, List.of(alone));
            pipes.heal();
            assertThat(pipes.until(
                            () -> notes.info(pipes.node(0)).kept().orElseThrow().packets() > 0, SOON))
                    .isTrue();
            alone.kill();
            alone.restart();
            pipes.pass(SOON);
            assertThat(notes.read(pipes.node(0))).as("nobody can").isEmpty();
            List<String> now = write(pipes, notes, List.of(alone));
            pipes.pass(SOON);

            assertThat(notes.read(pipes.node(0))).isEqualTo(now);
            assertThat(notes.read(pipes.node(1))).isEqualTo(now);
        }
    }

    private static SimulatedPipes network(int count) {
        return SimulatedPipes.network(count).routed(false).boxes(SHORT).start();
    }

    /** What is said in the end goes under epochs that were made meanwhile. */
    private static void apart(SimulatedPipes pipes, List<SimulatedNode> side, Runnable said) {
        pipes.partition(side);
        pipes.pass(APART);
        said.run();
        pipes.pass(SOON);
        said.run();
        pipes.heal();
        pipes.pass(SOON);
    }

    private List<String> write(SimulatedPipes pipes, Notes notes, List<SimulatedNode> writers) {
        List<String> now = new ArrayList<>();
        for (SimulatedNode node : writers) {
            String text = "note " + written.size() + " of " + node.name();
            pipes.done(notes.write(node, text));
            now.add(text);
            written.add(text);
        }
        return now;
    }

    private void assertAllReadAll(SimulatedPipes pipes, Notes notes) {
        pipes.pass(SOON);
        for (SimulatedNode node : pipes.nodes()) {
            assertThat(notes.read(node)).as("%s", node).containsExactlyInAnyOrderElementsOf(written);
        }
    }
}
