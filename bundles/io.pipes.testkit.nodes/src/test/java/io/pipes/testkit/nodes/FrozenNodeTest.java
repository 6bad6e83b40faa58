// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.testkit.scale.Scale;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A process that stands still for a minute, as after SIGSTOP or in a laptop that was closed. */
@Tag("simulation")
class FrozenNodeTest {
    static LongStream seeds() {
        return Scale.seeds(1, 50);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void it_is_back_within_ten_seconds_and_hears_nothing_twice(long seed) {
        try (SimulatedPipes pipes = SimulatedPipes.network(12).seed(seed).start()) {
            pipes.observed("FrozenNodeTest", () -> {
                SimulatedNode frozen = pipes.node(5);
                frozen.freeze();
                pipes.pass(Duration.ofSeconds(60));
                assertThat(pipes.node(0).peers()).as("it was given up").doesNotContain(frozen.id());

                frozen.thaw();

                assertThat(pipes.eventually(
                                () -> !frozen.peers().isEmpty() && isSeen(pipes, frozen), Duration.ofSeconds(10)))
                        .as("it is linked again: %s", pipes)
                        .isTrue();
                List<String> said =
                        IntStream.range(0, 5).mapToObj(i -> "after " + i).toList();
                said.forEach(pipes.node(0)::publish);
                assertThat(pipes.eventually(() -> frozen.heard().containsAll(said), Duration.ofSeconds(10)))
                        .as("it hears again: %s", pipes)
                        .isTrue();
                assertThat(new HashSet<>(frozen.heard())).hasSameSizeAs(frozen.heard());
            });
        }
    }

    @Test
    void a_node_that_stands_still_for_a_moment_keeps_its_links() {
        try (SimulatedPipes pipes = SimulatedPipes.network(12).seed(11).start()) {
            SimulatedNode frozen = pipes.node(5);
            long connections = pipes.network().count().connections();
            frozen.freeze();
            pipes.node(0).publish("meanwhile");
            pipes.pass(Duration.ofSeconds(10));
            frozen.thaw();
            pipes.settle();

            assertThat(frozen.heard()).containsExactly("meanwhile");
            assertThat(pipes.network().count().connections()).isEqualTo(connections);
        }
    }

    private static boolean isSeen(SimulatedPipes pipes, SimulatedNode node) {
        return pipes.nodes().stream()
                .filter(other -> other != node)
                .anyMatch(other -> other.peers().contains(node.id()));
    }
}
