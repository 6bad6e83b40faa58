// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.message.Sent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Messages that are published together share packets, and one that is alone waits for nobody. */
class CoalescingTest {
    private static final int MESSAGES = 200;

    @Test
    @SimulatedNodes(count = 2)
    void what_is_published_in_one_turn_shares_packets(SimulatedPipes pipes) {
        SimulatedNode author = pipes.node(0);
        long before = published(pipes, author);
        List<String> texts =
                IntStream.range(0, MESSAGES).mapToObj(i -> "message " + i).toList();

        List<CompletionStage<Sent>> sent = pipes.done(author.onLoop(() -> texts.stream()
                .map(text -> author.pipeline().publish(Content.text(text)))
                .toList()));
        pipes.settle();

        List<Message> arrived = pipes.node(1).messages();
        long packets = arrived.stream()
                .map(message -> message.packet().orElseThrow())
                .distinct()
                .count();
        assertThat(pipes.node(1).heard()).isEqualTo(texts);
        assertThat(packets).isLessThanOrEqualTo(3);
        assertThat(published(pipes, author) - before).isEqualTo(packets);
        assertThat(arrived).extracting(Message::index).contains(0, 1, 2);
        assertThat(sent.stream().map(one -> pipes.done(one).message()))
                .containsExactlyElementsOf(
                        arrived.stream().map(Message::message).toList())
                .doesNotHaveDuplicates();
    }

    @Test
    @SimulatedNodes(count = 2)
    void a_lone_message_goes_at_once_in_a_packet_of_its_own(SimulatedPipes pipes) {
        SimulatedNode author = pipes.node(0);
        for (int i = 0; i < 3; i++) {
            long before = published(pipes, author);
            long begin = pipes.time().nanos();
            CompletableFuture<Sent> sent = author.publish("alone " + i).toCompletableFuture();

            assertThat(pipes.until(sent::isDone, Duration.ofMillis(1))).isTrue();
            assertThat(pipes.time().nanos() - begin)
                    .isLessThan(Duration.ofMillis(1).toNanos());
            assertThat(published(pipes, author) - before).isEqualTo(1);
            pipes.settle();
        }
        assertThat(pipes.node(1).messages())
                .hasSize(3)
                .allSatisfy(message -> assertThat(message.index()).isZero());
    }

    private static long published(SimulatedPipes pipes, SimulatedNode node) {
        return pipes.done(node.onLoop(() -> node.pipeline().info().published()));
    }
}
