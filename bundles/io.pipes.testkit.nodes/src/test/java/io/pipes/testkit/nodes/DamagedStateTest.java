// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A packet that was damaged and fetched again stands behind in the order of arrival; states are the same all the same. */
@Tag("simulation")
class DamagedStateTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration MENDED = Duration.ofMinutes(2);
    private static final String PACKETS = "pipeline/history/";
    private static final String SNAPSHOTS = "pipeline/state/";
    private static final int EACH = 20;

    @Test
    @SimulatedNodes(count = 3)
    void what_was_mended_is_a_part_of_a_state_that_is_read_anew(SimulatedPipes pipes) {
        SharedState state = SharedState.create(pipes);
        SimulatedNode damaged = pipes.node(2);
        count(pipes, state, pipes.node(0));
        count(pipes, state, pipes.node(1));
        everybodySees(pipes, state, 2 * EACH);

        assertThat(damaged.damageStore(PACKETS, 3)).isPositive();
        pipes.pass(MENDED);
        damaged.replacePipelines();
        comesBack(pipes, state, damaged);
        damaged.damageStore(SNAPSHOTS, 1);

        everybodySees(pipes, state, 2 * EACH);
    }

    @Test
    @SimulatedNodes(count = 3)
    void what_is_mended_after_a_state_was_read_without_it_is_a_part_of_it(SimulatedPipes pipes) {
        SharedState state = SharedState.create(pipes);
        SimulatedNode damaged = pipes.node(2);
        count(pipes, state, pipes.node(0));
        everybodySees(pipes, state, EACH);
        pipes.cut(damaged);
        assertThat(damaged.damageStore(PACKETS, 4)).isPositive();
        damaged.kill();
        damaged.restart();
        pipes.pass(SOON);
        assertThat(sum(state, damaged)).as("what is left").isBetween(1L, EACH - 1L);
        damaged.replacePipelines();
        pipes.eventually(() -> state.notes().find(damaged).isPresent(), SOON);
        assertThat(sum(state, damaged)).as("by its snapshot, if it has one").isLessThan(EACH);

        pipes.heal();

        everybodySees(pipes, state, EACH);
    }

    @Test
    @SimulatedNodes(count = 3)
    void a_snapshot_goes_on_with_all_that_came_since_wherever_it_stands_by_now(SimulatedPipes pipes) {
        SharedState state = SharedState.create(pipes);
        SimulatedNode damaged = pipes.node(2);
        List<SimulatedNode> writers = pipes.nodes().stream()
                .limit(2)
                .sorted(Comparator.comparing(SimulatedNode::id))
                .toList();
        // What is fetched again comes author by author.
        count(pipes, state, writers.get(0));
        count(pipes, state, writers.get(1));
        everybodySees(pipes, state, 2 * EACH);
        damaged.replacePipelines();
        comesBack(pipes, state, damaged);
        count(pipes, state, writers.get(0));
        pipes.pass(SOON);

        assertThat(damaged.damageStore(PACKETS, 1)).isPositive();
        pipes.pass(MENDED);

        everybodySees(pipes, state, 3 * EACH);
    }

    private static void count(SimulatedPipes pipes, SharedState state, SimulatedNode writer) {
        for (int i = 0; i < EACH; i++) {
            pipes.done(state.count(writer, 1));
        }
    }

    private static long sum(SharedState state, SimulatedNode node) {
        return state.see(node).orElseThrow().sum();
    }

    private static void comesBack(SimulatedPipes pipes, SharedState state, SimulatedNode node) {
        assertThat(pipes.eventually(
                        () -> node.isConnected() && state.notes().find(node).isPresent(), SOON))
                .isTrue();
    }

    private static void everybodySees(SimulatedPipes pipes, SharedState state, long sum) {
        assertThat(pipes.eventually(
                        () -> pipes.nodes().stream()
                                .allMatch(node -> state.see(node)
                                        .filter(seen -> seen.sum() == sum)
                                        .isPresent()),
                        MENDED))
                .as("%s: %s", sum, pipes.nodes().stream().map(state::see).toList())
                .isTrue();
    }
}
