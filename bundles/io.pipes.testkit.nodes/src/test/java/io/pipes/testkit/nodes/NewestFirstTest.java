// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.message.Message;
import io.pipes.api.message.Sent;
import io.pipes.api.pipeline.Before;
import io.pipes.api.pipeline.From;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.testkit.network.Conditions;
import io.pipes.testkit.network.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who is far behind sees the newest at once, and nothing of it is taken for what is here. */
@Tag("simulation")
class NewestFirstTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int WRITTEN = 600;
    private static final String FILLING = "x".repeat(16_000);
    /** The numbers of messages of {@code sync.1} that ask for packets and bring them. */
    private static final int ASK_RUN = 6;

    private static final int RUN = 7;

    /** So slow that the history takes half a minute. */
    private static final Conditions NARROW = Conditions.CALM
            .latency(Latency.between(Duration.ofMillis(5), Duration.ofMillis(15)))
            .bytesPerSecond(250_000);

    /** Two members write, one much and one little; then links become slow. */
    private static Notes written(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        for (int i = 0; i < WRITTEN; i++) {
            pipes.done(notes.write(pipes.node(0), i + FILLING));
            if (i % 100 == 99) {
                pipes.done(notes.write(pipes.node(1), "between " + i));
            }
        }
        pipes.pass(Duration.ofSeconds(10));
        pipes.network().conditions(NARROW);
        return notes;
    }

    private static SimulatedNode joined(SimulatedPipes pipes, Notes notes) {
        SimulatedNode guest = pipes.add();
        pipes.join(guest);
        assertThat(pipes.eventually(() -> notes.find(guest).isPresent() && kept(notes, guest) > 0, LONG))
                .isTrue();
        return guest;
    }

    private static long kept(Notes notes, SimulatedNode node) {
        return notes.info(node).kept().orElseThrow().packets();
    }

    @Test
    void who_joins_sees_the_newest_at_once_while_history_fills_in() {
        try (SimulatedPipes pipes = SimulatedPipes.network(2).seed(1).start()) {
            Notes notes = written(pipes);
            List<String> newest = notes.newest(pipes.node(0), 20);
            SimulatedNode guest = joined(pipes, notes);
            Notes.Reader reader = notes.reader(guest, From.START, Long.MAX_VALUE);

            List<Message> shown = notes.before(guest, 20, Before.END);

            assertThat(shown.stream().map(SimulatedNode::text)).containsExactlyElementsOf(newest);
            assertThat(shown.stream()
                            .filter(message -> !SimulatedNode.text(message).startsWith("between")))
                    .isNotEmpty()
                    .allMatch(Message::preview);
            assertThat(kept(notes, guest)).as("most is not here yet").isLessThan(WRITTEN / 2);
            Message first = shown.get(12);
            Before behind = new Before.Message(first.author(), first.seq(), first.index());
            assertThat(notes.before(guest, 10, behind))
                    .as("a page before it")
                    .extracting(Message::message)
                    .isEqualTo(
                            shown.subList(2, 12).stream().map(Message::message).toList());
            assertThat(notes.messages(guest)).as("reading in order").noneMatch(Message::preview);

            assertThat(pipes.eventually(() -> reader.messages.size() == WRITTEN + 6, LONG))
                    .isTrue();
            assertThat(reader.messages).noneMatch(Message::preview);
            assertThat(reader.texts().stream().filter(text -> text.endsWith(FILLING)))
                    .as("in order, without a gap, each once")
                    .isEqualTo(notes.read(pipes.node(0)).stream()
                            .filter(text -> text.endsWith(FILLING))
                            .toList());
            assertThat(notes.before(guest, 20, Before.END))
                    .noneMatch(Message::preview)
                    .extracting(SimulatedNode::text)
                    .containsExactlyElementsOf(newest);
        }
    }

    /** What is seen before its turn is not compared with peers, and is gone after a restart. */
    @Test
    void what_is_shown_is_not_here() {
        try (SimulatedPipes pipes = SimulatedPipes.network(2).seed(2).start()) {
            Notes notes = written(pipes);
            SimulatedNode guest = joined(pipes, notes);
            List<TappedRun> held = new ArrayList<>();
            assertThat(notes.before(guest, 20, Before.END)).hasSize(20);
            pipes.tap(holding(held));
            pipes.pass(Duration.ofSeconds(20));
            long before = kept(notes, guest);
            assertThat(before).isLessThan(WRITTEN);

            assertThat(notes.before(guest, 20, Before.END)).as("from memory").anyMatch(Message::preview);

            assertThat(kept(notes, guest)).isEqualTo(before);
            assertThat(notes.displayed(guest)).hasSize((int) before);
            guest.kill();
            guest.restart();
            assertThat(pipes.eventually(
                            () -> guest.isConnected() && notes.find(guest).isPresent(), LONG))
                    .isTrue();
            assertThat(kept(notes, guest)).isEqualTo(before);
            assertThat(notes.before(guest, 20, Before.END))
                    .as("nobody gives anything")
                    .noneMatch(Message::preview);
        }
    }

    /** A peer that keeps silent costs a moment. */
    @Test
    void a_peer_that_does_not_give_what_it_says_to_have_hides_nothing() {
        try (SimulatedPipes pipes = SimulatedPipes.network(3).seed(3).start()) {
            Notes notes = written(pipes);
            List<String> newest = notes.newest(pipes.node(0), 20);
            SimulatedNode guest = joined(pipes, notes);
            List<NodeId> silent = new ArrayList<>();
            pipes.tap(new Tap() {
                @Override
                public void said(TappedExchange exchange, Bytes message) {
                    if (asksForAnEnd(exchange, message)) {
                        silent.add(exchange.peer());
                    }
                    boolean answers = isRun(exchange, message)
                            && silent.indexOf(exchange.node().id()) == 0;
                    if (!answers) {
                        exchange.pass(message);
                    }
                }
            });

            assertThat(notes.newest(guest, 20)).isEqualTo(newest);
            assertThat(silent.stream().distinct()).as("both were asked").hasSize(2);
            assertThat(kept(notes, guest)).isLessThan(WRITTEN);
        }
    }

    @Test
    void who_is_not_behind_asks_nobody() {
        try (SimulatedPipes pipes = SimulatedPipes.network(2).seed(4).start()) {
            Notes notes = Notes.create(pipes);
            List<CompletionStage<Sent>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.add(notes.write(pipes.node(0), "note " + i));
            }
            all.forEach(pipes::done);
            pipes.pass(Duration.ofSeconds(30));
            List<Bytes> said = new ArrayList<>();
            pipes.tap(new Tap() {
                @Override
                public void said(TappedExchange exchange, Bytes message) {
                    if (exchange.protocol().equals("sync.1")) {
                        said.add(message);
                    }
                    exchange.pass(message);
                }
            });

            assertThat(notes.newest(pipes.node(1), 10)).hasSize(10).endsWith("note 99");

            assertThat(said).isEmpty();
        }
    }

    private record TappedRun(TappedExchange exchange, Bytes message) {}

    /** Twenty packets are wanted; no part of a chain is so long here. */
    private static boolean asksForAnEnd(TappedExchange exchange, Bytes message) {
        return exchange.protocol().equals("sync.1") && message.at(1) == ASK_RUN && message.at(message.size() - 1) == 20;
    }

    private static boolean isRun(TappedExchange exchange, Bytes message) {
        return exchange.protocol().equals("sync.1") && message.at(1) == RUN;
    }

    private static Tap holding(List<TappedRun> held) {
        return new Tap() {
            @Override
            public void said(TappedExchange exchange, Bytes message) {
                if (isRun(exchange, message)) {
                    held.add(new TappedRun(exchange, message));
                } else {
                    exchange.pass(message);
                }
            }
        };
    }
}
