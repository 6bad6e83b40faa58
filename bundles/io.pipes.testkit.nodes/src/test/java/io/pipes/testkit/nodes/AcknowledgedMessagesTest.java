// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.spi.local.LocalMessaging;
import io.pipes.spi.local.UnconfirmedMessage;
import io.pipes.testkit.scale.Scale;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A message is delivered when the program that got it says so, and another one gets it if that program is gone before. */
@Tag("simulation")
class AcknowledgedMessagesTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    static LongStream seeds() {
        return Scale.seeds(5, 250);
    }

    @Test
    @SimulatedNodes(count = 2)
    void a_message_is_delivered_when_it_is_confirmed_and_not_before(SimulatedPipes pipes) {
        quiet(pipes);
        Program program = new Program(pipes, pipes.node(1), 100);
        List<Sent> sent = send(pipes, 3);
        assertThat(program.texts()).containsExactly("0", "1", "2");
        assertThat(delivered(sent)).isEmpty();

        program.confirm(2);
        pipes.pass(SOON);

        assertThat(delivered(sent)).containsExactly(0, 1);
        assertThat(pipes.done(sent.get(1).delivered())).isEqualTo(Receipt.DELIVERED);
    }

    @Test
    @SimulatedNodes(count = 2)
    void what_a_program_has_not_confirmed_when_it_goes_comes_to_the_next_one_in_order(SimulatedPipes pipes) {
        quiet(pipes);
        Program first = new Program(pipes, pipes.node(1), 4);
        List<Sent> sent = send(pipes, 6);
        first.confirm(1);
        first.goAway();
        pipes.pass(SOON);
        assertThat(delivered(sent)).containsExactly(0);

        Program second = new Program(pipes, pipes.node(1), 100);
        pipes.pass(SOON);
        second.confirm(5);
        first.confirm(3);
        pipes.pass(SOON);

        assertThat(second.texts()).containsExactly("1", "2", "3", "4", "5");
        assertThat(delivered(sent)).hasSize(6);
    }

    @Test
    @SimulatedNodes(count = 2)
    void who_has_it_too_answers_for_a_program_that_goes(SimulatedPipes pipes) {
        quiet(pipes);
        Program first = new Program(pipes, pipes.node(1), 100);
        Program second = new Program(pipes, pipes.node(1), 100);
        List<Sent> sent = send(pipes, 3);
        second.confirm(3);
        pipes.pass(SOON);
        assertThat(delivered(sent)).as("both have them").isEmpty();

        first.goAway();
        pipes.pass(SOON);

        assertThat(delivered(sent)).hasSize(3);
        Program third = new Program(pipes, pipes.node(1), 100);
        pipes.pass(SOON);
        assertThat(third.texts()).isEmpty();
    }

    @Test
    @SimulatedNodes(count = 2)
    void what_a_program_still_has_when_the_link_breaks_does_not_come_to_it_again_in_a_letter(SimulatedPipes pipes) {
        quiet(pipes);
        Program program = new Program(pipes, pipes.node(1), 100);
        List<Sent> sent = send(pipes, 4);
        program.confirm(1);
        pipes.pass(SOON);

        pipes.cut(pipes.node(1));
        pipes.pass(Duration.ofMinutes(2));
        pipes.heal();
        pipes.pass(Duration.ofMinutes(2));
        assertThat(program.texts()).containsExactly("0", "1", "2", "3");
        program.confirm(3);
        pipes.pass(SOON);

        assertThat(delivered(sent)).hasSize(4);
        assertThat(program.texts()).hasSize(4);
    }

    @Test
    @SimulatedNodes(count = 2)
    void a_program_that_confirms_nothing_holds_its_senders_back(SimulatedPipes pipes) {
        quiet(pipes);
        Program program = new Program(pipes, pipes.node(1), 1_000);
        List<CompletableFuture<Sent>> sent = IntStream.range(0, 40)
                .mapToObj(i -> pipes.node(0)
                        .send(pipes.node(1), i + "x".repeat(512 << 10))
                        .toCompletableFuture())
                .toList();
        pipes.pass(SOON);
        assertThat(program.messages).hasSizeBetween(8, 20);

        while (program.confirmed < 40) {
            program.confirm(program.messages.size() - program.confirmed);
            pipes.pass(SOON);
        }

        assertThat(sent).allMatch(one -> pipes.done(one.join().delivered()) == Receipt.DELIVERED);
    }

    /** Programs die between receipt and confirmation, nodes lose power, features are replaced. */
    @ParameterizedTest
    @MethodSource("seeds")
    void nothing_is_lost_and_what_is_confirmed_does_not_come_again(long seed) {
        try (SimulatedPipes pipes = SimulatedPipes.network(2).seed(seed).start()) {
            quiet(pipes);
            SimulatedNode node = pipes.node(1);
            SeededRandomness chance = pipes.time().randomness("programs");
            List<String> dealtWith = new ArrayList<>();
            List<String> said = new ArrayList<>();
            Program program = new Program(pipes, node, 20);
            for (int life = 0; life < 25; life++) {
                for (int i = 0; i < 8; i++) {
                    said.add("note " + said.size());
                    pipes.done(pipes.node(0).send(node, said.get(said.size() - 1)));
                }
                pipes.pass(Duration.ofMillis(chance.nextInt(50)));
                int count = chance.nextInt(1 + program.unconfirmed());
                dealtWith.addAll(program.confirm(count));
                // Noted on disk; within that moment nothing is promised.
                pipes.pass(Duration.ofMillis(50));
                switch (chance.nextInt(4)) {
                    case 0 -> {
                        node.crash();
                        node.restart();
                    }
                    case 1 -> node.replacePipelines();
                    default -> program.goAway();
                }
                pipes.pass(SOON);
                assertThat(pipes.eventually(node::isConnected, Duration.ofMinutes(1)))
                        .isTrue();
                program = new Program(pipes, node, 20);
            }
            for (int idle = 0; idle < 30; idle++) {
                dealtWith.addAll(program.confirm(program.unconfirmed()));
                program.more(20);
                pipes.pass(SOON);
            }

            assertThat(dealtWith).doesNotHaveDuplicates();
            assertThat(new LinkedHashSet<>(dealtWith)).containsExactlyInAnyOrderElementsOf(said);
        }
    }

    /** Nobody takes messages at the second node but those of whom a test says so. */
    private static void quiet(SimulatedPipes pipes) {
        SimulatedNode node = pipes.node(1);
        node.deaf(true);
        node.kill();
        node.restart();
        assertThat(pipes.eventually(node::isConnected, Duration.ofMinutes(1))).isTrue();
    }

    /** By number, to the second node. */
    private static List<Sent> send(SimulatedPipes pipes, int count) {
        List<Sent> sent = IntStream.range(0, count)
                .mapToObj(i -> pipes.done(pipes.node(0).send(pipes.node(1), String.valueOf(i))))
                .toList();
        pipes.pass(SOON);
        return sent;
    }

    private static List<Integer> delivered(List<Sent> sent) {
        return IntStream.range(0, sent.size())
                .filter(i -> sent.get(i).delivered().toCompletableFuture().isDone())
                .boxed()
                .toList();
    }

    /** A program that takes messages at a node where nobody else does. */
    private static final class Program implements Flow.Subscriber<UnconfirmedMessage> {
        private final List<UnconfirmedMessage> messages = new ArrayList<>();
        private final SimulatedPipes pipes;
        private final SimulatedNode node;
        private final long demand;
        private int confirmed;
        private Flow.@Nullable Subscription subscription;

        Program(SimulatedPipes pipes, SimulatedNode node, long demand) {
            this.pipes = pipes;
            this.node = node;
            this.demand = demand;
            pipes.done(node.onLoop(() -> {
                node.facet(LocalMessaging.class).unconfirmed(Optional.empty()).subscribe(this);
                return true;
            }));
            pipes.pass(Duration.ofMillis(1));
        }

        List<String> texts() {
            return messages.stream()
                    .map(one -> SimulatedNode.text(one.message()))
                    .toList();
        }

        int unconfirmed() {
            return messages.size() - confirmed;
        }

        /** The next ones, in order. */
        List<String> confirm(int count) {
            List<String> texts = texts().subList(confirmed, confirmed + count);
            List<UnconfirmedMessage> some = List.copyOf(messages.subList(confirmed, confirmed + count));
            confirmed += count;
            pipes.done(node.onLoop(() -> {
                some.forEach(UnconfirmedMessage::confirm);
                return true;
            }));
            return texts;
        }

        void more(long count) {
            if (subscription != null) {
                subscription.request(count);
            }
        }

        void goAway() {
            if (subscription != null) {
                subscription.cancel();
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(demand);
        }

        @Override
        public void onNext(UnconfirmedMessage message) {
            messages.add(message);
        }

        @Override
        public void onError(Throwable why) {}

        @Override
        public void onComplete() {}
    }
}
