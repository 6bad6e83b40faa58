// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.Role;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.spi.local.LocalPipeline;
import io.pipes.testkit.network.Conditions;
import io.pipes.testkit.network.Latency;
import io.pipes.testkit.scale.Scale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A live pipeline that is kept from some moment on, while it is used. */
@Tag("simulation")
class BecomingPersistentTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final PipelineChange KEEP = PipelineChange.NOTHING.toPersistent();

    static LongStream seeds() {
        return Scale.seeds(3, 200);
    }

    /** Some hear of it late, so packets of both kinds are under way at once. */
    @ParameterizedTest
    @MethodSource("seeds")
    void who_reads_goes_on_without_a_gap_and_without_a_repetition(long seed) {
        try (SimulatedPipes pipes = SimulatedPipes.network(6).seed(seed).start()) {
            pipes.observed("BecomingPersistentTest", () -> goesOn(pipes));
        }
    }

    private static void goesOn(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, PipelineKind.LIVE, PipelineSettings.DEFAULT);
        Map<SimulatedNode, Notes.Reader> readers = readers(pipes, notes);
        pipes.network()
                .conditions(Conditions.CALM.latency(Latency.between(Duration.ofMillis(5), Duration.ofMillis(300))));
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            if (i == 40) {
                notes.change(pipes.node(0), KEEP);
            }
            String text = i % 6 + " " + i;
            notes.write(pipes.node(i % 6), text);
            written.add(text);
            pipes.pass(Duration.ofMillis(100));
        }

        pipes.eventually(
                () -> readers.values().stream().allMatch(reader -> reader.messages.size() >= written.size()), SOON);
        readers.forEach((node, reader) -> {
            assertThat(reader.texts()).as("%s", node).containsExactlyInAnyOrderElementsOf(written);
            for (int author = 0; author < 6; author++) {
                assertThat(of(author, reader.texts())).as("%s", node).isEqualTo(of(author, written));
            }
        });
        List<String> kept = notes.read(pipes.node(0));
        assertThat(kept).hasSizeBetween(60, 80).contains("5 119");
        SimulatedNode late = pipes.add();
        pipes.join(late);
        assertThat(pipes.eventually(() -> notes.read(late).size() == kept.size(), SOON))
                .isTrue();
        assertThat(pipes.nodes())
                .allSatisfy(node -> assertThat(notes.read(node)).containsExactlyInAnyOrderElementsOf(kept));
    }

    @Test
    @SimulatedNodes(count = 4)
    void who_was_apart_goes_on_with_what_was_kept_meanwhile(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, PipelineKind.LIVE, PipelineSettings.DEFAULT);
        Map<SimulatedNode, Notes.Reader> readers = readers(pipes, notes);
        LocalPipeline held = notes.find(pipes.node(3)).orElseThrow();
        pipes.partition(List.of(pipes.node(0), pipes.node(1)));
        pipes.pass(SOON);
        pipes.done(notes.change(pipes.node(0), KEEP));
        pipes.pass(SOON);
        pipes.done(notes.write(pipes.node(1), "kept"));
        pipes.done(notes.write(pipes.node(3), "live"));
        pipes.pass(SOON);
        pipes.heal();
        pipes.pass(SOON);
        pipes.done(notes.write(pipes.node(3), "for all"));
        pipes.pass(SOON);

        // What was live a moment ago is repaired as ever.
        assertThat(readers.get(pipes.node(0)).texts()).containsExactly("kept", "live", "for all");
        assertThat(readers.get(pipes.node(2)).texts()).containsExactly("live", "kept", "for all");
        assertThat(pipes.done(pipes.node(3).onLoop(held::info)).kept()).isPresent();
        pipes.node(2).crash();
        pipes.node(2).restart();
        pipes.settle();
        assertThat(pipes.nodes())
                .allSatisfy(node -> assertThat(notes.read(node)).containsExactlyInAnyOrder("kept", "for all"));
    }

    /** Then the log is read as a whole, before anybody is told what was said in it. */
    @Test
    @SimulatedNodes(count = 4)
    void who_hears_of_it_together_with_a_removal_keeps_it_too(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, PipelineKind.LIVE, PipelineSettings.DEFAULT);
        SimulatedNode apart = pipes.node(1);
        Notes.Reader reader = notes.reader(apart, From.NOW, Long.MAX_VALUE);
        pipes.settle();
        pipes.partition(List.of(apart));
        pipes.pass(SOON);
        pipes.done(pipes.node(0).network().revoke(pipes.node(3).id()));
        pipes.done(notes.change(pipes.node(0), KEEP));
        pipes.done(notes.write(pipes.node(0), "meanwhile"));
        pipes.pass(SOON);
        pipes.heal();
        pipes.pass(SOON);
        pipes.done(notes.write(apart, "for all"));
        pipes.pass(SOON);

        assertThat(reader.texts()).containsExactly("meanwhile", "for all");
        assertThat(List.of(pipes.node(0), apart, pipes.node(2)))
                .allSatisfy(node -> assertThat(notes.read(node)).containsExactly("meanwhile", "for all"));
    }

    /** Some kept what was acknowledged before they heard that it was void; others hear of both at once. */
    @Test
    @SimulatedNodes(count = 4)
    void who_made_it_so_is_demoted_at_the_same_time_and_it_stays_persistent_for_all(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, PipelineKind.LIVE, PipelineSettings.DEFAULT);
        SimulatedNode admin = pipes.node(1);
        pipes.done(pipes.node(0).network().assign(admin.id(), Role.ADMIN));
        pipes.settle();
        pipes.partition(List.of(admin, pipes.node(2)));
        pipes.pass(SOON);
        pipes.done(notes.change(admin, KEEP));
        pipes.pass(SOON);
        pipes.done(notes.write(pipes.node(2), "kept"));
        pipes.done(pipes.node(0).network().assign(admin.id(), Role.WRITER));
        pipes.pass(SOON);
        pipes.heal();
        pipes.pass(SOON);
        pipes.done(notes.write(pipes.node(3), "for all"));
        pipes.pass(SOON);

        assertThat(pipes.nodes())
                .allSatisfy(node -> assertThat(notes.read(node)).containsExactlyInAnyOrder("kept", "for all"));
        pipes.node(2).crash();
        pipes.node(2).restart();
        SimulatedNode late = pipes.add();
        pipes.join(late);
        pipes.pass(SOON);
        assertThat(List.of(pipes.node(2), late))
                .allSatisfy(node -> assertThat(notes.read(node)).containsExactlyInAnyOrder("kept", "for all"));
    }

    private static Map<SimulatedNode, Notes.Reader> readers(SimulatedPipes pipes, Notes notes) {
        Map<SimulatedNode, Notes.Reader> readers = new LinkedHashMap<>();
        pipes.nodes().forEach(node -> readers.put(node, notes.reader(node, From.NOW, Long.MAX_VALUE)));
        pipes.settle();
        return readers;
    }

    private static List<String> of(int author, List<String> texts) {
        return texts.stream().filter(text -> text.startsWith(author + " ")).toList();
    }
}
