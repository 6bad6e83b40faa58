// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.api.pipeline.StoredAt;
import io.pipes.base.Bytes;
import io.pipes.base.cbor.CborWriter;
import io.pipes.spi.local.AwaitedCopies;
import io.pipes.spi.storage.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A publisher learns at how many nodes its message is durable, if it asks. */
@Tag("simulation")
class StoredAtTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    @SimulatedNodes(count = 3)
    void who_waits_for_two_nodes_goes_on_when_two_have_it(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        pipes.node(2).failStore(StoreException.Reason.FULL);

        Sent sent = pipes.done(notes.write(pipes.node(0), "one", at(2)));

        assertThat(sent.receipt()).isEqualTo(Receipt.STORED);
        assertThat(sent.storedAt()).isEqualTo(2);
        assertThat(notes.read(pipes.node(1))).containsExactly("one");
    }

    @Test
    @SimulatedNodes(count = 3)
    void who_waits_for_all_goes_on_when_the_last_disk_has_taken_it(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode full = pipes.node(2);
        full.failStore(StoreException.Reason.FULL);

        CompletableFuture<Sent> sent = notes.write(pipes.node(0), "one", at(3)).toCompletableFuture();
        pipes.pass(SOON);
        assertThat(sent).isNotDone();
        full.failStore(null);

        assertThat(pipes.until(sent::isDone, Duration.ofMinutes(1))).isTrue();
        assertThat(sent.join().storedAt()).isEqualTo(3);
        assertThat(notes.read(full)).containsExactly("one");
    }

    @Test
    @SimulatedNodes(count = 3)
    void when_the_time_is_over_it_says_how_many_have_it_and_stays_published(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode full = pipes.node(2);
        full.failStore(StoreException.Reason.FULL);

        assertThatThrownBy(() -> pipes.done(notes.write(pipes.node(0), "one", new StoredAt(3, Duration.ofSeconds(5)))))
                .cause()
                .isInstanceOfSatisfying(PipesException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(PipesException.Code.TOO_FEW_COPIES);
                    assertThat(failure).hasMessageContaining("stored at 2 of 3 nodes");
                });
        full.failStore(null);
        pipes.pass(Duration.ofMinutes(1));
        for (SimulatedNode node : pipes.nodes()) {
            assertThat(notes.read(node)).containsExactly("one");
        }
    }

    @Test
    @SimulatedNodes(count = 3)
    void who_looks_on_sees_how_many_have_it_and_may_wait_no_longer(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode full = pipes.node(2);
        full.failStore(StoreException.Reason.FULL);
        AwaitedCopies copies = new AwaitedCopies(at(3));
        assertThat(copies.nodes()).isZero();

        CompletableFuture<Sent> sent = notes.write(pipes.node(0), "one", copies).toCompletableFuture();
        assertThat(pipes.until(() -> copies.nodes() == 2, SOON)).isTrue();
        assertThat(sent).isNotDone();
        copies.giveUp();

        assertThat(pipes.until(sent::isDone, SOON)).isTrue();
        assertThat(sent.join().storedAt()).isEqualTo(2);
        full.failStore(null);
        pipes.pass(Duration.ofMinutes(1));
        assertThat(notes.read(full)).containsExactly("one");
    }

    @Test
    @SimulatedNodes(count = 3)
    void who_comes_back_is_asked_again(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        pipes.cut(pipes.node(0));
        pipes.pass(Duration.ofMinutes(1));

        CompletableFuture<Sent> sent =
                notes.write(pipes.node(0), "alone", at(3)).toCompletableFuture();
        pipes.pass(SOON);
        assertThat(sent).isNotDone();
        pipes.heal();

        assertThat(pipes.until(sent::isDone, Duration.ofMinutes(2))).isTrue();
        assertThat(sent.join().storedAt()).isEqualTo(3);
    }

    /** What it was asked went with its predecessor, while the link lived on. */
    @Test
    @SimulatedNodes(count = 2)
    void a_peer_whose_feature_is_replaced_is_asked_again(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode peer = pipes.node(1);
        peer.failStore(StoreException.Reason.FULL);
        CompletableFuture<Sent> sent = notes.write(pipes.node(0), "one", at(2)).toCompletableFuture();
        pipes.pass(SOON);

        peer.replacePipelines();
        pipes.pass(SOON);
        assertThat(sent).isNotDone();
        peer.failStore(null);

        assertThat(pipes.until(sent::isDone, Duration.ofMinutes(2))).isTrue();
        assertThat(sent.join().storedAt()).isEqualTo(2);
    }

    @Test
    @SimulatedNodes(count = 2)
    void who_waits_while_the_feature_is_replaced_hears_that_it_is_published(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        pipes.node(1).failStore(StoreException.Reason.FULL);
        CompletionStage<Sent> sent = notes.write(pipes.node(0), "one", at(2));
        pipes.pass(SOON);

        pipes.node(0).replacePipelines();

        assertThatThrownBy(() -> pipes.done(sent))
                .cause()
                .isInstanceOfSatisfying(
                        PipesException.class,
                        failure -> assertThat(failure.code())
                                .as("not one after which the API would publish again")
                                .isEqualTo(PipesException.Code.TOO_FEW_COPIES));
    }

    @Test
    @SimulatedNodes(count = 2)
    void more_nodes_than_there_are_are_refused_and_nothing_is_published(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);

        assertThatThrownBy(() -> pipes.done(notes.write(pipes.node(0), "one", at(3))))
                .cause()
                .isInstanceOfSatisfying(
                        PipesException.class,
                        failure -> assertThat(failure.code()).isEqualTo(PipesException.Code.INVALID_ARGUMENT));

        assertThat(notes.read(pipes.node(0))).isEmpty();
    }

    @Test
    @SimulatedNodes(count = 3)
    void nobody_is_asked_unless_somebody_waits_and_then_for_many_at_once(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        Questions questions = new Questions();
        pipes.tap(questions);
        List<CompletionStage<Sent>> sent = new ArrayList<>();
        IntStream.range(0, 500).forEach(i -> sent.add(notes.write(pipes.node(0), "note " + i)));
        sent.forEach(pipes::done);
        pipes.pass(Duration.ofMinutes(1));
        assertThat(questions.asked + questions.answered).isZero();
        sent.clear();

        IntStream.range(0, 500).forEach(i -> sent.add(notes.write(pipes.node(0), "more " + i, at(3))));
        sent.forEach(one -> assertThat(pipes.done(one).storedAt()).isEqualTo(3));
        pipes.pass(Duration.ofMinutes(1));

        assertThat(questions.asked).isBetween(2, 60).isEqualTo(questions.answered);
        assertThat(notes.read(pipes.node(2))).hasSize(1_000);
    }

    /** A member is believed about its own disk, but only where it was asked. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void an_answer_to_no_question_counts_for_nothing(int beside) {
        try (SimulatedPipes pipes = SimulatedPipes.network(2).seed(1).start()) {
            Notes notes = Notes.create(pipes);
            SimulatedNode liar = pipes.node(1);
            liar.failStore(StoreException.Reason.FULL);
            pipes.tap(new Tap() {
                @Override
                public void heard(TappedExchange exchange, Bytes message) {
                    if (isOf(exchange, message, Questions.ASK)) {
                        exchange.pass(claim(message, beside));
                    }
                }
            });

            CompletableFuture<Sent> sent =
                    notes.write(pipes.node(0), "one", at(2)).toCompletableFuture();
            pipes.pass(SOON);

            assertThat(sent.isDone()).isEqualTo(beside == 0);
            assertThat(notes.read(liar)).isEmpty();
        }
    }

    /** That the packet is stored which was asked about, or one beside it. */
    private static Bytes claim(Bytes question, int beside) {
        Bytes tag = question.slice(3, 19);
        long seq = question.at(20) + beside;
        return new CborWriter()
                .writeArray(4)
                .writeUnsigned(Questions.ANSWER)
                .writeBytes(tag)
                .writeUnsigned(seq)
                .writeBool(true)
                .toBytes();
    }

    private static boolean isOf(TappedExchange exchange, Bytes message, int number) {
        return exchange.protocol().equals("sync.1") && message.at(1) == number;
    }

    private static StoredAt at(int nodes) {
        return new StoredAt(nodes, StoredAt.LONGEST);
    }

    /** Counts what is said about who has stored what. */
    private static final class Questions implements Tap {
        private static final int ASK = 12;
        private static final int ANSWER = 13;

        private int asked;
        private int answered;

        @Override
        public void heard(TappedExchange exchange, Bytes message) {
            asked += isOf(exchange, message, ASK) ? 1 : 0;
            answered += isOf(exchange, message, ANSWER) ? 1 : 0;
        }
    }
}
