// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.network.Role;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.spi.local.LocalPipeline;
import io.pipes.spi.local.LocalPipelines;
import io.pipes.testkit.scale.Scale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nodes that open a pipeline of one name before they have heard of each other. */
@Tag("simulation")
class OpenedApartTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final PipelineChange NOTHING = PipelineChange.NOTHING;

    static LongStream seeds() {
        return Scale.seeds(3, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void who_meet_have_one_pipeline_with_what_both_have_kept(long seed) {
        try (SimulatedPipes pipes = SimulatedPipes.network(4).seed(seed).start()) {
            pipes.observed("OpenedApartTest", () -> meet(pipes));
        }
    }

    private static void meet(SimulatedPipes pipes) {
        pipes.partition(List.of(pipes.node(0), pipes.node(1)));
        pipes.pass(SOON);
        LocalPipeline one = open(pipes, pipes.node(1), PipelineKind.PERSISTENT);
        LocalPipeline other = open(pipes, pipes.node(3), PipelineKind.PERSISTENT);
        pipes.done(write(pipes.node(1), one, "one"));
        pipes.done(write(pipes.node(3), other, "other"));
        pipes.pass(SOON);
        pipes.heal();
        pipes.pass(SOON);
        pipes.done(write(pipes.node(1), one, "one again"));
        pipes.done(write(pipes.node(3), other, "other again"));
        pipes.pass(SOON);

        Notes notes = Notes.known(pipes);
        String[] all = {"one", "other", "one again", "other again"};
        assertThat(pipes.nodes()).allSatisfy(node -> {
            assertThat(names(pipes, node)).containsExactly(Notes.NAME, SimulatedPipes.PIPELINE);
            assertThat(notes.read(node)).containsExactlyInAnyOrder(all);
            assertThat(known(notes.info(node))).isEqualTo(known(notes.info(pipes.node(0))));
        });
        pipes.node(3).crash();
        pipes.node(3).restart();
        SimulatedNode late = pipes.add();
        pipes.join(late);
        pipes.pass(SOON);
        assertThat(List.of(pipes.node(3), late))
                .allSatisfy(node -> assertThat(notes.read(node)).containsExactlyInAnyOrder(all));
    }

    @Test
    @SimulatedNodes(count = 4)
    void live_ones_go_on_as_one(SimulatedPipes pipes) {
        pipes.partition(List.of(pipes.node(0), pipes.node(1)));
        pipes.pass(SOON);
        LocalPipeline one = open(pipes, pipes.node(1), PipelineKind.LIVE);
        LocalPipeline other = open(pipes, pipes.node(3), PipelineKind.LIVE);
        pipes.pass(SOON);
        Notes.Reader atOne = Notes.known(pipes).reader(pipes.node(1), From.NOW, Long.MAX_VALUE);
        Notes.Reader atOther = Notes.known(pipes).reader(pipes.node(3), From.NOW, Long.MAX_VALUE);
        pipes.heal();
        pipes.pass(SOON);
        pipes.done(write(pipes.node(1), one, "one"));
        pipes.done(write(pipes.node(3), other, "other"));
        pipes.pass(SOON);

        assertThat(atOne.texts()).containsExactlyInAnyOrder("one", "other");
        assertThat(atOther.texts()).containsExactlyInAnyOrder("one", "other");
        assertThat(names(pipes, pipes.node(2))).containsExactly(Notes.NAME, SimulatedPipes.PIPELINE);
    }

    @Test
    @SimulatedNodes(count = 4)
    void where_one_is_live_and_one_persistent_what_was_kept_is_everybody_s(SimulatedPipes pipes) {
        Notes notes = Notes.known(pipes);
        pipes.partition(List.of(pipes.node(0), pipes.node(1)));
        pipes.pass(SOON);
        LocalPipeline live = open(pipes, pipes.node(1), PipelineKind.LIVE);
        LocalPipeline kept = open(pipes, pipes.node(3), PipelineKind.PERSISTENT);
        pipes.pass(SOON);
        Notes.Reader reader = notes.reader(pipes.node(0), From.NOW, Long.MAX_VALUE);
        pipes.done(write(pipes.node(1), live, "heard and gone"));
        pipes.done(write(pipes.node(3), kept, "kept"));
        pipes.pass(SOON);
        pipes.heal();
        pipes.pass(SOON);
        pipes.done(write(pipes.node(1), live, "for all"));
        pipes.pass(SOON);

        assertThat(reader.texts()).containsExactly("heard and gone", "kept", "for all");
        pipes.node(0).crash();
        pipes.node(0).restart();
        pipes.pass(SOON);
        assertThat(pipes.nodes()).allSatisfy(node -> {
            assertThat(notes.info(node).kind()).isEqualTo(PipelineKind.PERSISTENT);
            assertThat(notes.read(node)).containsExactlyInAnyOrder("kept", "for all");
        });
    }

    @Test
    @SimulatedNodes(count = 8)
    void of_many_who_open_it_at_once_few_make_keys(SimulatedPipes pipes) {
        int before = pipes.node(0).statements("epoch");
        List<CompletionStage<LocalPipeline>> opening = new ArrayList<>();
        pipes.nodes().forEach(node -> opening.add(opening(node, PipelineKind.LIVE)));
        opening.forEach(pipes::done);
        pipes.pass(SOON);

        assertThat(pipes.node(0).statements("pipeline-opening")).isEqualTo(8);
        assertThat(pipes.node(0).statements("epoch") - before).isBetween(1, 3);
    }

    /** Everybody would otherwise have to open it again. */
    @Test
    @SimulatedNodes(count = 4)
    void it_stays_when_one_who_has_opened_it_is_removed_at_the_same_time(SimulatedPipes pipes) {
        SimulatedNode removed = pipes.node(3);
        pipes.partition(List.of(removed, pipes.node(2)));
        pipes.pass(SOON);
        open(pipes, removed, PipelineKind.PERSISTENT);
        pipes.pass(SOON);
        pipes.done(pipes.node(0).network().revoke(removed.id()));
        LocalPipeline one = open(pipes, pipes.node(1), PipelineKind.LIVE);
        pipes.pass(SOON);
        pipes.heal();
        pipes.pass(SOON);
        pipes.done(write(pipes.node(1), one, "still here"));
        pipes.pass(SOON);

        Notes notes = Notes.known(pipes);
        List<SimulatedNode> members = pipes.nodes().subList(0, 3);
        assertThat(members).allSatisfy(node -> {
            assertThat(notes.read(node)).as("it was kept by some").containsExactly("still here");
            assertThat(known(notes.info(node))).isEqualTo(known(notes.info(pipes.node(1))));
        });
    }

    @Test
    @SimulatedNodes(count = 3)
    void who_finds_it_does_not_open_it_once_more_and_only_admins_change_it(SimulatedPipes pipes) {
        open(pipes, pipes.node(1), PipelineKind.PERSISTENT);
        pipes.pass(SOON);
        open(pipes, pipes.node(2), PipelineKind.LIVE);
        pipes.pass(SOON);
        Notes notes = Notes.known(pipes);

        assertThat(pipes.node(0).statements("pipeline-opening")).isEqualTo(1);
        assertThatThrownBy(() -> pipes.done(notes.change(pipes.node(1), NOTHING.readFrom(Role.ADMIN))))
                .hasStackTraceContaining("belongs to all who open it");
        pipes.done(notes.change(pipes.node(0), NOTHING.with(HistoryPolicy.FROM_JOIN)));
        pipes.pass(SOON);
        assertThat(pipes.nodes())
                .allSatisfy(node ->
                        assertThat(notes.info(node).settings().history()).isEqualTo(HistoryPolicy.FROM_JOIN));
    }

    @Test
    @SimulatedNodes(count = 3)
    void who_may_only_read_opens_what_others_have_opened(SimulatedPipes pipes) {
        SimulatedNode reader = pipes.node(2);
        pipes.done(pipes.node(0).network().assign(reader.id(), Role.READER));
        pipes.pass(SOON);

        assertThatThrownBy(() -> open(pipes, reader, PipelineKind.LIVE))
                .hasStackTraceContaining("role writer or above");
        open(pipes, pipes.node(1), PipelineKind.PERSISTENT);
        pipes.pass(SOON);
        LocalPipeline opened = open(pipes, reader, PipelineKind.LIVE);
        assertThat(pipes.done(reader.onLoop(opened::info)).name()).isEqualTo(Notes.NAME);
    }

    @Test
    @SimulatedNodes(count = 4)
    void who_opens_a_name_that_somebody_makes_apart_is_told_how_both_are_called(SimulatedPipes pipes) {
        pipes.partition(List.of(pipes.node(0), pipes.node(1)));
        pipes.pass(SOON);
        open(pipes, pipes.node(1), PipelineKind.LIVE);
        pipes.done(pipes.done(pipes.node(3)
                .onLoop(() -> pipes.node(3)
                        .facet(LocalPipelines.class)
                        .create(Notes.NAME, PipelineKind.LIVE, Optional.empty(), PipelineSettings.DEFAULT))));
        pipes.pass(SOON);
        pipes.heal();
        pipes.pass(SOON);

        List<String> both = names(pipes, pipes.node(0)).subList(0, 2);
        assertThat(both).allMatch(name -> name.startsWith(Notes.NAME + "."));
        assertThatThrownBy(() -> open(pipes, pipes.node(1), PipelineKind.LIVE))
                .hasRootCauseInstanceOf(PipesException.class)
                .hasStackTraceContaining("'" + both.get(0) + "', '" + both.get(1) + "'");
        assertThatThrownBy(() -> Notes.known(pipes).find(pipes.node(0))).hasStackTraceContaining(both.get(0));
    }

    private static LocalPipeline open(SimulatedPipes pipes, SimulatedNode node, PipelineKind kind) {
        return pipes.done(opening(node, kind));
    }

    private static CompletionStage<LocalPipeline> opening(SimulatedNode node, PipelineKind kind) {
        return node.onLoop(() -> node.facet(LocalPipelines.class).open(Notes.NAME, kind))
                .thenCompose(opened -> opened);
    }

    /** By a handle that was given before the nodes met. */
    private static CompletionStage<?> write(SimulatedNode node, LocalPipeline pipeline, String text) {
        return node.onLoop(() -> pipeline.publish(Content.text(text))).thenCompose(sent -> sent);
    }

    /** What all nodes must know alike of it. */
    private static List<Object> known(PipelineInfo info) {
        return List.of(info.pipeline(), info.name(), info.kind(), info.creator(), info.settings(), info.epoch());
    }

    private static List<String> names(SimulatedPipes pipes, SimulatedNode node) {
        return pipes.done(node.onLoop(() -> node.facet(LocalPipelines.class).list().stream()
                .map(pipeline -> pipeline.info().name())
                .toList()));
    }
}
