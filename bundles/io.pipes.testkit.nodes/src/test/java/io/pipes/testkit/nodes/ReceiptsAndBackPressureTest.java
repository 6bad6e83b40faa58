// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a sender learns of its messages to one node, and when it has to wait. */
class ReceiptsAndBackPressureTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** What the design lets wait for one node. */
    private static final int BOUND = 8 << 20;

    private static final int LONG = 512 << 10;
    private static final int ACCEPTED = BOUND / LONG;

    @Test
    @SimulatedNodes(count = 2)
    void a_message_to_a_node_that_is_there_is_sent_and_then_delivered(SimulatedPipes pipes) {
        Sent sent = pipes.done(pipes.node(0).send(pipes.node(1), "hello"));

        assertThat(sent.receipt()).isEqualTo(Receipt.SENT);
        assertThat(sent.delivered().toCompletableFuture()).isNotDone();
        assertThat(pipes.done(sent.delivered())).isEqualTo(Receipt.DELIVERED);
        assertThat(pipes.node(1).heardDirectly()).containsExactly("hello");
    }

    @Test
    @SimulatedNodes(count = 3)
    void a_message_to_a_node_that_is_away_is_queued_and_delivered_when_it_returns(SimulatedPipes pipes) {
        SimulatedNode away = pipes.node(1);
        pipes.cut(away);
        pipes.pass(MINUTE);

        Sent sent = pipes.done(pipes.node(0).send(away, "hello"));
        pipes.pass(MINUTE);
        assertThat(sent.receipt()).isEqualTo(Receipt.QUEUED);
        assertThat(sent.delivered().toCompletableFuture()).isNotDone();
        assertThat(away.heardDirectly()).isEmpty();

        pipes.heal();
        assertThat(pipes.done(sent.delivered())).isEqualTo(Receipt.DELIVERED);
        pipes.settle();
        assertThat(away.heardDirectly()).containsExactly("hello");
    }

    @Test
    @SimulatedNodes(count = 2)
    void a_message_to_a_node_that_crashed_is_delivered_when_it_was_started_again(SimulatedPipes pipes) {
        SimulatedNode away = pipes.node(1);
        away.crash();
        pipes.pass(MINUTE);
        Sent sent = pipes.done(pipes.node(0).send(away, "hello"));
        assertThat(sent.receipt()).isEqualTo(Receipt.QUEUED);

        away.restart();

        assertThat(pipes.done(sent.delivered())).isEqualTo(Receipt.DELIVERED);
        pipes.settle();
        assertThat(away.heardDirectly()).containsExactly("hello");
    }

    @Test
    @SimulatedNodes(count = 3)
    void a_message_to_a_node_that_is_removed_while_away_is_told_to_be_lost(SimulatedPipes pipes) {
        SimulatedNode away = pipes.node(1);
        pipes.cut(away);
        pipes.pass(MINUTE);
        Sent sent = pipes.done(pipes.node(2).send(away, "hello"));

        pipes.done(pipes.node(0).network().revoke(away.id()));

        assertThatThrownBy(() -> pipes.done(sent.delivered()))
                .rootCause()
                .isInstanceOfSatisfying(
                        PipesException.class,
                        failure -> assertThat(failure.code()).isEqualTo(PipesException.Code.REVOKED));
    }

    @Test
    @Tag("simulation")
    @SimulatedNodes(count = 2)
    void sending_to_an_absent_node_waits_at_the_bound_and_goes_on_when_it_is_back(SimulatedPipes pipes) {
        SimulatedNode away = pipes.node(1);
        pipes.cut(away);
        pipes.pass(MINUTE);
        List<CompletableFuture<Sent>> sent = sendMany(pipes, away);
        pipes.pass(MINUTE);
        assertThat(accepted(sent)).containsExactlyElementsOf(upTo(ACCEPTED));

        pipes.heal();
        pipes.settle();

        assertThat(accepted(sent)).containsExactlyElementsOf(upTo(2 * ACCEPTED));
        assertThat(numbers(away)).containsExactlyElementsOf(upTo(2 * ACCEPTED));
        sent.forEach(one -> assertThat(pipes.done(pipes.done(one).delivered())).isEqualTo(Receipt.DELIVERED));
    }

    @Test
    @Tag("simulation")
    @SimulatedNodes(count = 2)
    void what_is_cancelled_while_it_waits_at_the_bound_is_not_sent(SimulatedPipes pipes) {
        SimulatedNode away = pipes.node(1);
        pipes.cut(away);
        pipes.pass(MINUTE);
        List<CompletableFuture<Sent>> sent = sendMany(pipes, away);
        pipes.pass(MINUTE);
        List<Integer> left = upTo(ACCEPTED + 2);
        sent.subList(ACCEPTED + 2, 2 * ACCEPTED).forEach(one -> one.cancel(false));

        pipes.heal();
        pipes.settle();

        assertThat(numbers(away)).containsExactlyElementsOf(left);
    }

    @Test
    @Tag("simulation")
    @SimulatedNodes(count = 2)
    void a_link_that_breaks_again_on_the_way_neither_loses_nor_repeats_anything(SimulatedPipes pipes) {
        SimulatedNode away = pipes.node(1);
        pipes.cut(away);
        pipes.pass(MINUTE);
        List<CompletableFuture<Sent>> sent = sendMany(pipes, away);
        pipes.heal();
        assertThat(pipes.until(() -> away.heardDirectly().size() >= 3, MINUTE)).isTrue();
        pipes.cut(away);
        pipes.pass(MINUTE);
        assertThat(numbers(away).size()).isBetween(3, 2 * ACCEPTED - 1);

        pipes.heal();
        pipes.settle();

        assertThat(accepted(sent)).containsExactlyElementsOf(upTo(2 * ACCEPTED));
        assertThat(numbers(away)).containsExactlyElementsOf(upTo(2 * ACCEPTED));
    }

    private static List<CompletableFuture<Sent>> sendMany(SimulatedPipes pipes, SimulatedNode to) {
        List<CompletableFuture<Sent>> sent = new ArrayList<>();
        for (int i = 0; i < 2 * ACCEPTED; i++) {
            String text = i + " " + "x".repeat(LONG);
            sent.add(pipes.node(0).send(to, text).toCompletableFuture());
        }
        return sent;
    }

    private static List<Integer> accepted(List<CompletableFuture<Sent>> sent) {
        return IntStream.range(0, sent.size())
                .filter(i -> sent.get(i).isDone())
                .boxed()
                .toList();
    }

    private static List<Integer> numbers(SimulatedNode node) {
        return node.heardDirectly().stream()
                .map(text -> Integer.valueOf(text.substring(0, text.indexOf(' '))))
                .toList();
    }

    private static List<Integer> upTo(int end) {
        return IntStream.range(0, end).boxed().toList();
    }
}
