// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.testkit.network.Conditions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Somebody publishes as fast as it is taken: more than nodes keep for those who missed something. */
@Tag("simulation")
class SlowListenersTest {
    private static final int MESSAGES = 400;
    private static final String LONG = "x".repeat(60_000);
    private static final int UNDER_WAY = 16;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final Conditions MODEST = Conditions.CALM.bytesPerSecond(20 << 20);

    private int accepted;

    @Test
    void one_who_stumbles_misses_nothing() {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(4).seed(4).conditions(MODEST).start()) {
            SimulatedNode stumbling = pipes.node(2);
            publishAll(pipes);
            pipes.until(() -> accepted > 50, MINUTE);
            pipes.cut(stumbling);
            pipes.pass(Duration.ofMillis(1_500));
            pipes.heal();
            pipes.settle();

            for (SimulatedNode node : pipes.nodes().subList(1, 4)) {
                assertThat(numbers(node)).as("what %s heard in %s", node, pipes).isEqualTo(everything());
                assertThat(gaps(pipes, node)).isZero();
            }
        }
    }

    @Test
    void one_who_is_too_slow_is_skipped_and_told_of_and_others_do_not_wait_for_it() {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(4).seed(5).conditions(MODEST).start()) {
            SimulatedNode slow = pipes.node(2);
            for (SimulatedNode other : pipes.nodes()) {
                pipes.network().conditions(other.host(), slow.host(), MODEST.bytesPerSecond(50_000));
            }
            publishAll(pipes);
            pipes.pass(Duration.ofSeconds(6));

            assertThat(numbers(pipes.node(1)))
                    .as("what another heard soon in %s", pipes)
                    .isEqualTo(everything());
            assertThat(numbers(pipes.node(3)))
                    .as("what another heard soon in %s", pipes)
                    .isEqualTo(everything());
            assertThat(problems(pipes))
                    .anySatisfy(problem -> assertThat(problem).contains("'node-2'", "slowly"));

            for (SimulatedNode other : pipes.nodes()) {
                pipes.network().conditions(other.host(), slow.host(), MODEST);
            }
            pipes.settle();
            assertThat(problems(pipes)).isEmpty();
            pipes.node(0).publish("-1 at last");
            pipes.settle();

            assertThat(numbers(slow)).doesNotHaveDuplicates().endsWith(-1);
            assertThat(gaps(pipes, slow))
                    .isPositive()
                    .isGreaterThanOrEqualTo(MESSAGES + 1L - numbers(slow).size());
        }
    }

    private void publishAll(SimulatedPipes pipes) {
        Deque<Integer> waiting = new ArrayDeque<>(everything());
        for (int i = 0; i < UNDER_WAY; i++) {
            publishNext(pipes.node(0), waiting);
        }
    }

    private void publishNext(SimulatedNode author, Deque<Integer> waiting) {
        Integer next = waiting.poll();
        if (next != null) {
            author.publish(next + " " + LONG).thenRun(() -> {
                accepted++;
                publishNext(author, waiting);
            });
        }
    }

    private static List<Integer> everything() {
        return IntStream.range(0, MESSAGES).boxed().toList();
    }

    private static List<Integer> numbers(SimulatedNode node) {
        return node.messages().stream()
                .map(message -> message.content())
                .map(content -> new String(content.toArray(), 0, 10, StandardCharsets.US_ASCII))
                .map(text -> Integer.valueOf(text.substring(0, text.indexOf(' '))))
                .toList();
    }

    private static long gaps(SimulatedPipes pipes, SimulatedNode node) {
        return pipes.done(node.onLoop(() -> node.pipeline().info().gaps()));
    }

    private static List<String> problems(SimulatedPipes pipes) {
        return pipes.node(0).running().kernel().problems();
    }
}
