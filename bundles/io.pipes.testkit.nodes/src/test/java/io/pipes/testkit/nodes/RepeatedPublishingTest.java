// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.api.pipeline.StoredAt;
import io.pipes.base.Bytes;
import io.pipes.spi.local.AwaitedCopies;
import io.pipes.spi.local.LocalPipeline;
import io.pipes.spi.local.Produced;
import io.pipes.spi.local.ProducerNumber;
import io.pipes.spi.local.ProducerState;
import io.pipes.spi.storage.StoreException;
import io.pipes.testkit.scale.Scale;
import io.pipes.testkit.storage.DiskFaults;
import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who does not know what became of a message publishes it once more, and everybody has it once. */
@Tag("simulation")
class RepeatedPublishingTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration MOMENT = Duration.ofMillis(4);
    private static final int LIVES = 15;

    @TempDir
    Path locks;

    static LongStream seeds() {
        return Scale.seeds(10, 250);
    }

    /** The disk is off at some operation, the node begins anew, and the program repeats all of which it has not heard, in order. */
    @ParameterizedTest
    @MethodSource("seeds")
    void what_is_repeated_after_each_loss_of_power_is_there_once_and_in_order(long seed) {
        SimulationPlan plan = SimulatedPipes.network(2).seed(seed).routed(false).stores(new SegmentLogs(locks));
        try (SimulatedPipes pipes = plan.start()) {
            Notes notes = Notes.create(pipes);
            SimulatedNode node = pipes.node(1);
            Producer producer = new Producer(node, "client");
            SeededRandomness chance = pipes.time().randomness("power");
            DiskFaults faults = node.host().disk().faults();
            for (int life = 0; life < LIVES; life++) {
                sayUntilConnected(pipes, producer, node);
                faults.crashAt(faults.operations() + 1 + chance.nextInt(40));
                while (isOn(node)) {
                    producer.say();
                    pipes.pass(MOMENT);
                }
                producer.loseConnection();
                node.crash();
                node.restart();
            }
            faults.crashAt(-1);
            answerAll(pipes, producer);

            assertThat(notes.read(node)).containsExactlyElementsOf(producer.said());
            assertThat(pipes.eventually(
                            () -> notes.read(pipes.node(0)).size()
                                    == producer.said().size(),
                            SOON))
                    .isTrue();
        }
    }

    private static void sayUntilConnected(SimulatedPipes pipes, Producer producer, SimulatedNode node) {
        while (!node.isConnected()) {
            producer.ask();
            pipes.pass(MOMENT);
        }
    }

    private static boolean isOn(SimulatedNode node) {
        try {
            node.host().disk().exists("anything");
            return true;
        } catch (IOException off) {
            return false;
        }
    }

    private static void answerAll(SimulatedPipes pipes, Producer producer) {
        boolean answered = pipes.eventually(
                () -> {
                    producer.ask();
                    return producer.isAnswered();
                },
                Duration.ofMinutes(1));
        assertThat(answered).as("%s in %s", producer, pipes).isTrue();
    }

    /** The store fails and works again, the feature is replaced, and connections are lost while messages are under way. */
    @ParameterizedTest
    @MethodSource("seeds")
    void whatever_interrupts_them_the_messages_of_several_producers_are_there_once(long seed) {
        try (SimulatedPipes pipes = SimulatedPipes.network(2).seed(seed).start()) {
            Notes notes = Notes.create(pipes);
            SimulatedNode node = pipes.node(1);
            List<Producer> producers = IntStream.range(0, 3)
                    .mapToObj(i -> new Producer(node, "client-" + i))
                    .toList();
            SeededRandomness chance = pipes.time().randomness("interruptions");
            for (int step = 0; step < 400; step++) {
                producers.forEach(Producer::say);
                if (chance.chance(0.1)) {
                    producers.get(chance.nextInt(3)).loseConnection();
                }
                if (chance.chance(0.1) && notes.find(node).isPresent()) {
                    node.failStore(chance.chance(0.5) ? StoreException.Reason.FULL : null);
                }
                if (chance.chance(0.03)) {
                    // A feature that begins has to write what it takes over.
                    node.failStore(null);
                    node.replacePipelines();
                }
                pipes.pass(MOMENT);
            }
            node.failStore(null);
            producers.forEach(producer -> answerAll(pipes, producer));

            List<String> said = new ArrayList<>();
            producers.forEach(producer -> said.addAll(producer.said()));
            assertThat(notes.read(node)).containsExactlyInAnyOrderElementsOf(said);
            assertThat(producers).extracting(Producer::repeated).allMatch(times -> times > 0);
        }
    }

    @Test
    @SimulatedNodes(count = 2)
    void two_who_come_with_one_number_at_once_hear_of_one_message(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode node = pipes.node(0);

        CompletionStage<Produced> first = Producer.publish(node, "client", 7, "seven");
        CompletionStage<Produced> second = Producer.publish(node, "client", 7, "seven");
        Produced third = pipes.done(Producer.publish(node, "client", 7, "seven")
                .thenCompose(done -> Producer.publish(node, "client", 7, "seven")));

        assertThat(notes.read(node)).containsExactly("seven");
        Message message = notes.messages(node).get(0);
        assertThat(pipes.done(first).repeated()).isFalse();
        assertThat(pipes.done(second).repeated()).isTrue();
        assertThat(third.repeated()).isTrue();
        assertThat(List.of(pipes.done(first), pipes.done(second), third))
                .as("it is the same one")
                .allMatch(produced -> produced.message().orElseThrow().equals(message.message()));
    }

    @Test
    @SimulatedNodes(count = 2)
    void who_is_to_stand_behind_a_message_waits_for_it(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode node = pipes.node(0);
        pipes.done(Producer.publish(node, "client", 1, "client 1"));

        CompletionStage<Produced> four = publishBehind(node, 4, 3);
        CompletionStage<Produced> three = publishBehind(node, 3, 2);
        pipes.pass(Duration.ofSeconds(5));
        assertThat(notes.read(node)).containsExactly("client 1");
        pipes.done(publishBehind(node, 2, 1));

        assertThat(pipes.done(three).repeated()).isFalse();
        assertThat(pipes.done(four).repeated()).isFalse();
        assertThat(notes.read(node)).containsExactly("client 1", "client 2", "client 3", "client 4");
    }

    @Test
    @SimulatedNodes(count = 2)
    void who_waits_in_vain_is_refused_unless_the_node_knows_nothing_of_its_producer(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode node = pipes.node(0);

        assertThat(pipes.done(publishBehind(node, 8, 7)).repeated()).isFalse();
        assertThatThrownBy(() -> pipes.done(publishBehind(node, 10, 9))).hasMessageContaining("has not come");

        assertThat(notes.read(node)).containsExactly("client 8");
    }

    @Test
    @SimulatedNodes(count = 2)
    void who_stands_behind_what_could_not_be_stored_does_not_wait(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode node = pipes.node(0);
        pipes.done(Producer.publish(node, "client", 1, "client 1"));
        node.failStore(StoreException.Reason.FULL);
        assertThatThrownBy(() -> pipes.done(publishBehind(node, 2, 1))).hasMessageContaining("disk is full");
        node.failStore(null);

        CompletionStage<Produced> three = publishBehind(node, 3, 2);

        assertThat(pipes.eventually(() -> three.toCompletableFuture().isDone(), Duration.ofSeconds(2)))
                .isTrue();
        assertThat(notes.read(node)).containsExactly("client 1", "client 3");
    }

    private static CompletionStage<Produced> publishBehind(SimulatedNode node, long number, long behind) {
        return node.onLoop(() -> Notes.pipeline(node)
                        .publish(
                                Content.text("client " + number),
                                new ProducerNumber("client", number),
                                OptionalLong.of(behind),
                                Optional.empty()))
                .thenCompose(produced -> produced);
    }

    /** Those from other threads queue; who is on the loop already may not go ahead of them. */
    @Test
    @SimulatedNodes(count = 2)
    void who_publishes_on_the_loop_does_not_overtake_who_has_published_elsewhere(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode node = pipes.node(0);
        LocalPipeline pipeline = pipes.done(node.onLoop(() -> Notes.pipeline(node)));

        CompletionStage<Produced> two = node.onLoop(
                        () -> pipeline.publish(Content.text("two"), new ProducerNumber("client", 2), Optional.empty()))
                .thenCompose(produced -> produced);
        CompletionStage<Produced> one =
                pipeline.publish(Content.text("one"), new ProducerNumber("client", 1), Optional.empty());
        pipes.done(one);
        pipes.done(two);

        assertThat(notes.read(node)).containsExactly("one", "two");
    }

    @Test
    @SimulatedNodes(count = 2)
    void a_number_whose_message_was_not_stored_is_free_also_where_higher_ones_were(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode node = pipes.node(0);
        pipes.done(Producer.publish(node, "client", 1, "one"));
        node.failStore(StoreException.Reason.FULL);
        assertThatThrownBy(() -> pipes.done(Producer.publish(node, "client", 2, "two")))
                .hasMessageContaining("disk is full");
        node.failStore(null);
        pipes.done(Producer.publish(node, "client", 3, "three"));
        assertThat(state(pipes, node, "client"))
                .contains(new ProducerState(3, List.of(new ProducerState.Range(1, 1), new ProducerState.Range(3, 3))));

        assertThat(pipes.done(Producer.publish(node, "client", 2, "two")).repeated())
                .isFalse();

        assertThat(notes.read(node)).containsExactly("one", "three", "two");
        node.crash();
        node.restart();
        pipes.pass(SOON);
        assertThat(state(pipes, node, "client")).contains(new ProducerState(3, List.of(new ProducerState.Range(1, 3))));
        assertThat(state(pipes, node, "nobody")).isEmpty();
    }

    private static Optional<ProducerState> state(SimulatedPipes pipes, SimulatedNode node, String producer) {
        return pipes.done(pipes.done(node.onLoop(() -> Notes.pipeline(node).producer(producer))));
    }

    @Test
    @SimulatedNodes(count = 2)
    void the_producer_that_was_silent_longest_is_forgotten_first(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode node = pipes.node(0);
        pipes.done(Producer.publish(node, "first", 1, "first"));
        pipes.done(Producer.publish(node, "second", 1, "second"));
        pipes.done(Producer.publish(node, "first", 2, "first again"));
        List<CompletionStage<Produced>> others = IntStream.range(0, 1_023)
                .mapToObj(i -> Producer.publish(node, "other-" + i, 1, "other " + i))
                .toList();
        others.forEach(pipes::done);
        node.kill();
        node.restart();
        pipes.pass(SOON);

        assertThat(state(pipes, node, "first")).isPresent();
        assertThat(state(pipes, node, "second")).isEmpty();
        pipes.done(Producer.publish(node, "one-more", 1, "one more"));
        assertThat(state(pipes, node, "first")).isEmpty();
        assertThat(state(pipes, node, "other-0")).isPresent();
        assertThat(notes.read(node)).hasSize(1_027);
    }

    @Test
    @SimulatedNodes(count = 2)
    void damage_to_what_is_remembered_loses_no_message(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode node = pipes.node(1);
        Producer producer = new Producer(node, "client");
        IntStream.range(0, 20).forEach(i -> producer.say());
        answerAll(pipes, producer);
        assertThat(node.damageStore("pipeline/producers/", 1)).isEqualTo(1);
        node.crash();
        node.restart();
        pipes.pass(SOON);
        IntStream.range(0, 20).forEach(i -> producer.say());
        answerAll(pipes, producer);

        assertThat(notes.read(node)).containsExactlyElementsOf(producer.said());
        assertThat(pipes.done(Producer.publish(node, "client", 1, "client 1")).repeated())
                .as("what was forgotten comes twice")
                .isFalse();
    }

    @Test
    @SimulatedNodes(count = 2)
    void a_long_message_is_there_once_too(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode node = pipes.node(0);
        Content content = new Content("application/x-large", Bytes.wrap(new byte[Content.MAX_BYTES + 1]));

        Produced first = pipes.done(pipes.done(node.onLoop(
                () -> Notes.pipeline(node).publish(content, new ProducerNumber("client", 1), Optional.empty()))));
        Produced again = pipes.done(pipes.done(node.onLoop(
                () -> Notes.pipeline(node).publish(content, new ProducerNumber("client", 1), Optional.empty()))));

        assertThat(first.repeated()).isFalse();
        assertThat(again).isEqualTo(first.again());
        assertThat(notes.messages(node)).hasSize(1);
    }

    @Test
    @SimulatedNodes(count = 3)
    void who_repeats_may_wait_until_others_have_it(SimulatedPipes pipes) {
        Notes.create(pipes);
        SimulatedNode node = pipes.node(0);
        pipes.done(Producer.publish(node, "client", 1, "one"));

        Produced again = pipes.done(pipes.done(node.onLoop(() -> Notes.pipeline(node)
                .publish(
                        Content.text("one"),
                        new ProducerNumber("client", 1),
                        Optional.of(new AwaitedCopies(new StoredAt(3, Duration.ofSeconds(20))))))));

        assertThat(again.repeated()).isTrue();
        assertThat(again.storedAt()).isEqualTo(3);
    }

    @Test
    @SimulatedNodes(count = 2)
    void a_live_pipeline_remembers_nobody(SimulatedPipes pipes) {
        Notes.create(pipes, PipelineKind.LIVE, PipelineSettings.DEFAULT);
        SimulatedNode node = pipes.node(0);

        assertThatThrownBy(() -> pipes.done(Producer.publish(node, "client", 1, "one")))
                .hasRootCauseInstanceOf(PipesException.class)
                .hasMessageContaining("live pipeline");
        assertThatThrownBy(() -> state(pipes, node, "client")).hasMessageContaining("live pipeline");
    }
}
