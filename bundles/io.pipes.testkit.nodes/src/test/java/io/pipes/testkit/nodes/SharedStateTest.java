// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.message.Receipt;
import io.pipes.api.network.Role;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.base.Bytes;
import io.pipes.spi.local.LocalPipelines;
import io.pipes.spi.storage.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Applications on several nodes share maps, counters and sets by a persistent pipeline. */
@Tag("simulation")
class SharedStateTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    @SimulatedNodes(count = 3)
    void a_change_is_durable_seen_at_once_here_and_soon_everywhere(SimulatedPipes pipes) {
        SharedState state = SharedState.create(pipes);
        SimulatedNode writer = pipes.node(0);

        assertThat(pipes.done(state.put(writer, "sky", "blue")).receipt()).isEqualTo(Receipt.STORED);
        assertThat(state.see(writer).orElseThrow().map()).isEqualTo(Map.of("sky", "blue"));
        pipes.done(state.count(pipes.node(1), 5));
        pipes.done(state.add(pipes.node(2), "apple"));

        SharedState.Picture all = new SharedState.Picture(Map.of("sky", "blue"), 5, List.of("apple"));
        everybodySees(pipes, state, all);
    }

    @Test
    @SimulatedNodes(count = 3)
    void changes_need_nobody_and_are_told_when_the_others_are_back(SimulatedPipes pipes) {
        SharedState state = SharedState.create(pipes);
        SimulatedNode alone = pipes.node(1);
        pipes.done(state.add(alone, "old"));
        pipes.pass(SOON);
        pipes.cut(alone);
        pipes.pass(Duration.ofMinutes(1));

        pipes.done(state.put(alone, "k", "alone"));
        pipes.done(state.remove(alone, "old"));
        pipes.done(state.put(pipes.node(0), "k", "later"));
        pipes.done(state.add(pipes.node(0), "old"));
        assertThat(state.see(alone)).contains(new SharedState.Picture(Map.of("k", "alone"), 0, List.of()));
        pipes.heal();

        everybodySees(pipes, state, new SharedState.Picture(Map.of("k", "later"), 0, List.of("old")));
    }

    @Test
    @SimulatedNodes(count = 2)
    void who_joins_later_has_the_same_state(SimulatedPipes pipes) {
        SharedState state = SharedState.create(pipes);
        List<CompletionStage<?>> sent = IntStream.range(0, 50)
                .<CompletionStage<?>>mapToObj(i -> state.put(pipes.node(i % 2), "key " + i % 10, "value " + i))
                .toList();
        sent.forEach(pipes::done);
        pipes.done(state.count(pipes.node(0), 7));
        pipes.pass(Duration.ofMinutes(10));
        Optional<SharedState.Picture> before = state.see(pipes.node(0));

        SimulatedNode late = pipes.add();
        pipes.join(late);

        assertThat(before.orElseThrow().map()).hasSize(10);
        assertThat(pipes.eventually(() -> state.see(late).equals(before), SOON)).isTrue();
        assertThat(state.see(pipes.node(1))).isEqualTo(before);
    }

    @Test
    @SimulatedNodes(count = 2)
    void who_may_read_only_what_came_since_has_what_follows_from_that(SimulatedPipes pipes) {
        SharedState state = SharedState.create(pipes, HistoryPolicy.FROM_JOIN);
        pipes.done(state.count(pipes.node(0), 7));
        SimulatedNode late = pipes.add();
        pipes.join(late);
        pipes.eventually(
                () -> late.epoch().isPresent() && state.notes().find(late).isPresent(), SOON);
        pipes.pass(Duration.ofMinutes(1));
        pipes.done(state.count(pipes.node(0), 1));

        assertThat(pipes.eventually(() -> state.see(late).orElseThrow().sum() == 1, Duration.ofMinutes(2)))
                .isTrue();
        assertThat(state.see(pipes.node(0)).orElseThrow().sum()).isEqualTo(8);
    }

    @Test
    @SimulatedNodes(count = 2)
    void what_was_acknowledged_survives_a_loss_of_power_and_a_feature_that_is_replaced(SimulatedPipes pipes) {
        SharedState state = SharedState.create(pipes);
        SimulatedNode node = pipes.node(1);
        pipes.done(state.put(node, "k", "v"));
        pipes.done(state.count(node, 3));
        node.replacePipelines();
        comesBack(pipes, state, node);
        assertThat(state.see(node)).contains(new SharedState.Picture(Map.of("k", "v"), 3, List.of()));

        pipes.done(state.removeKey(node, "k"));
        pipes.done(state.count(node, 4));
        node.crash();
        node.restart();
        comesBack(pipes, state, node);
        assertThat(state.see(node)).contains(new SharedState.Picture(Map.of(), 7, List.of()));
        pipes.done(state.count(node, 1));
        everybodySees(pipes, state, new SharedState.Picture(Map.of(), 8, List.of()));
    }

    @Test
    @SimulatedNodes(count = 2)
    void changes_are_in_the_history_and_not_among_the_messages(SimulatedPipes pipes) {
        SharedState state = SharedState.create(pipes);
        Notes.Reader reader = state.notes().reader(pipes.node(1), From.START, Long.MAX_VALUE);
        pipes.done(state.put(pipes.node(0), "k", "v"));
        pipes.done(state.notes().write(pipes.node(0), "a note"));
        pipes.pass(SOON);

        assertThat(reader.texts()).containsExactly("a note");
        assertThat(state.notes().read(pipes.node(0))).containsExactly("a note");
        assertThat(state.notes().info(pipes.node(1)).kept().orElseThrow().packets())
                .isEqualTo(2);
    }

    @Test
    @SimulatedNodes(count = 2)
    void nobody_publishes_a_change_by_hand_and_a_live_pipeline_has_no_state(SimulatedPipes pipes) {
        SharedState state = SharedState.create(pipes);
        Content byHand = new Content("application/vnd.pipes.state", Bytes.hex("80"));
        SimulatedNode node = pipes.node(0);

        refused(pipes, node.onLoop(() -> state.notes().find(node).orElseThrow().publish(byHand)));
        refused(
                pipes,
                node.onLoop(() -> node.facet(LocalPipelines.class)
                        .find(SimulatedPipes.PIPELINE)
                        .orElseThrow()
                        .state()));
    }

    private static void refused(SimulatedPipes pipes, CompletionStage<?> call) {
        assertThatThrownBy(() -> pipes.done(call))
                .rootCause()
                .isInstanceOfSatisfying(
                        PipesException.class,
                        failure -> assertThat(failure.code()).isEqualTo(PipesException.Code.INVALID_ARGUMENT));
    }

    @Test
    @SimulatedNodes(count = 2)
    void what_could_not_be_stored_is_not_there(SimulatedPipes pipes) {
        SharedState state = SharedState.create(pipes);
        SimulatedNode full = pipes.node(0);
        pipes.done(state.count(full, 1));
        full.failStore(StoreException.Reason.FULL);
        CompletionStage<?> refused = state.count(full, 10);
        pipes.pass(SOON);

        assertThatThrownBy(() -> pipes.done(refused)).hasStackTraceContaining("The disk is full");
        full.failStore(null);
        pipes.done(state.count(full, 100));
        everybodySees(pipes, state, new SharedState.Picture(Map.of(), 101, List.of()));
    }

    @Test
    @SimulatedNodes(count = 3)
    void a_clock_that_is_ten_years_ahead_wins_against_nobody_who_has_heard_of_it(SimulatedPipes pipes) {
        SharedState state = SharedState.create(pipes);
        SimulatedNode ahead = pipes.node(2);
        ahead.host().loop().clock().step(Duration.ofDays(3_650));
        pipes.done(state.put(ahead, "k", "from the future"));
        everybodySees(pipes, state, new SharedState.Picture(Map.of("k", "from the future"), 0, List.of()));

        pipes.done(state.put(pipes.node(0), "k", "now"));

        everybodySees(pipes, state, new SharedState.Picture(Map.of("k", "now"), 0, List.of()));
        pipes.done(state.removeKey(pipes.node(1), "k"));
        everybodySees(pipes, state, new SharedState.Picture(Map.of(), 0, List.of()));
    }

    @Test
    @SimulatedNodes(count = 2)
    void who_may_only_read_sees_and_changes_nothing(SimulatedPipes pipes) {
        SharedState state = SharedState.create(pipes);
        SimulatedNode reader = pipes.node(1);
        pipes.done(state.add(reader, "while it could"));
        pipes.done(pipes.node(0).network().assign(reader.id(), Role.READER));
        pipes.pass(SOON);

        assertThatThrownBy(() -> pipes.done(state.add(reader, "no more"))).hasStackTraceContaining("may not publish");
        pipes.done(state.count(pipes.node(0), 1));
        everybodySees(pipes, state, new SharedState.Picture(Map.of(), 1, List.of("while it could")));
    }

    private static void comesBack(SimulatedPipes pipes, SharedState state, SimulatedNode node) {
        assertThat(pipes.eventually(
                        () -> node.isConnected() && state.notes().find(node).isPresent(), SOON))
                .isTrue();
    }

    private static void everybodySees(SimulatedPipes pipes, SharedState state, SharedState.Picture picture) {
        assertThat(pipes.eventually(
                        () -> pipes.nodes().stream()
                                .allMatch(node -> state.see(node).equals(Optional.of(picture))),
                        Duration.ofMinutes(1)))
                .as("%s: %s", picture, pipes.nodes().stream().map(state::see).toList())
                .isTrue();
    }
}
