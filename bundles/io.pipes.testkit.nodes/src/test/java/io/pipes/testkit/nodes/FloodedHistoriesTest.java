// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.pipeline.From;
import io.pipes.testkit.network.Conditions;
import io.pipes.testkit.network.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A member writes into a persistent pipeline as fast as it can, for as long as it can. The others are heard all the same. */
@Tag("simulation")
class FloodedHistoriesTest {
    private static final int PIECE = 64 << 10;
    private static final int PIECES = 400;
    private static final int AT_ONCE = 50;
    private static final Duration HEARD = Duration.ofSeconds(10);

    /** Two megabytes a second, so that the flood takes some ten seconds on each link. */
    private static final Conditions NARROW = Conditions.CALM
            .latency(Latency.between(Duration.ofMillis(5), Duration.ofMillis(15)))
            .bytesPerSecond(2 << 20);

    @Test
    @SimulatedNodes(count = 4)
    void what_others_write_meanwhile_is_stored_at_once_and_heard_soon(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode writer = pipes.node(1);
        Notes.Reader reader = notes.reader(pipes.node(2), From.NOW, Long.MAX_VALUE);
        List<String> accused = new ArrayList<>();
        pipes.tap(new Tap() {
            @Override
            public void accused(TappedExchange exchange, String reason) {
                accused.add(reason);
            }
        });
        pipes.network().conditions(NARROW);
        Flood flood = new Flood(notes, pipes.node(3));
        flood.begin();

        List<String> written = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String text = "between " + i;
            pipes.done(notes.write(writer, text));
            written.add(text);
            assertThat(pipes.eventually(() -> reader.texts().contains(text), HEARD))
                    .as("heard within %s: %s", HEARD, text)
                    .isTrue();
        }
        assertThat(reader.messages).as("the flood goes on").hasSizeLessThan(PIECES);

        assertThat(pipes.eventually(() -> reader.messages.size() == PIECES + written.size(), Duration.ofMinutes(5)))
                .as("everything comes in the end")
                .isTrue();
        pipes.pass(HEARD);
        for (SimulatedNode node : pipes.nodes()) {
            assertThat(notes.read(node)).hasSize(PIECES + written.size()).doesNotHaveDuplicates();
        }
        assertThat(reader.texts().stream().filter(text -> text.startsWith("between")))
                .containsExactlyElementsOf(written);
        assertThat(accused).isEmpty();
    }

    /** Writes the next piece when one is stored, many at once. */
    private static final class Flood {
        private final Notes notes;
        private final SimulatedNode node;
        private int begun;

        Flood(Notes notes, SimulatedNode node) {
            this.notes = notes;
            this.node = node;
        }

        void begin() {
            for (int i = 0; i < AT_ONCE; i++) {
                next();
            }
        }

        private void next() {
            if (begun < PIECES) {
                notes.write(node, begun++ + "x".repeat(PIECE)).thenRun(this::next);
            }
        }
    }
}
