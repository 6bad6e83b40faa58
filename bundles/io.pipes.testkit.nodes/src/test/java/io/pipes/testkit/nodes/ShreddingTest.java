// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.Retention;
import io.pipes.node.kernel.BoxTiming;
import io.pipes.testkit.crypto.KeyOracle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Secrets that go with what retention drops. */
@Tag("simulation")
class ShreddingTest {
    /** Enough for who joins to be given keys, and too little for nodes to look again for those that can go. */
    private static final Duration LET_IN = Duration.ofSeconds(5);

    private static final BoxTiming HOURLY =
            new BoxTiming(Duration.ofMinutes(5), Duration.ofMinutes(20), Duration.ofHours(1));

    @Test
    @SimulatedNodes(count = 2, suite = Suite.PIPES1)
    void who_is_let_in_later_gets_no_key_of_what_is_not_kept_any_more(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL, new Retention.Age(Duration.ofHours(1)));
        int before = pipes.oracle().sealed().size();
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 27; i++) {
            String text = "note " + i;
            pipes.done(notes.write(pipes.node(i % 2), text));
            written.add(text);
            pipes.pass(Duration.ofMinutes(10));
        }
        List<KeyOracle.SealedPacket> all = pipes.oracle().sealed().subList(before, before + 27);
        SimulatedNode late = joins(pipes);
        isShredded(pipes, all, late);
        pipes.pass(Duration.ofSeconds(20));
        List<String> kept = notes.read(late);
        assertThat(kept)
                .as("of the last hour")
                .hasSizeBetween(5, 6)
                .containsExactlyInAnyOrderElementsOf(written.subList(27 - kept.size(), 27));

        // What was destroyed is not opened again from the boxes that are still in the log.
        for (SimulatedNode node : List.of(pipes.node(0), pipes.node(1), late)) {
            node.crash();
            node.restart();
        }
        pipes.pass(LET_IN);
        isShredded(pipes, all, joins(pipes));
    }

    /** What was destroyed stays in boxes in the log, which everybody has; the keys of then open them, those of now do not. */
    @Test
    void who_takes_a_keys_folder_later_opens_no_box_of_what_is_gone() {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(2).suite(Suite.PIPES1).boxes(HOURLY).start()) {
            Notes notes = Notes.create(pipes, HistoryPolicy.FULL, new Retention.Age(Duration.ofHours(1)));
            int before = pipes.oracle().sealed().size();
            Thief early = new Thief(pipes, "who came early");
            early.takeKeys(pipes.node(0));
            for (int i = 0; i < 36; i++) {
                pipes.done(notes.write(pipes.node(i % 2), "note " + i));
                pipes.pass(Duration.ofMinutes(10));
            }
            List<KeyOracle.SealedPacket> all = pipes.oracle().sealed().subList(before, before + 36);
            Thief late = new Thief(pipes, "who came late");
            late.takeKeys(pipes.node(0));
            late.takeKeys(pipes.node(1));
            early.openBoxes(pipes.node(0));
            late.openBoxes(pipes.node(0));

            assertThat(all.subList(0, 2))
                    .as("what was boxed to the keys of then opens")
                    .allSatisfy(
                            packet -> assertThat(pipes.oracle().readers(packet)).contains(early.name()));
            assertThat(all.subList(0, 9))
                    .as("the keys are gone")
                    .allSatisfy(
                            packet -> assertThat(pipes.oracle().readers(packet)).doesNotContain(late.name()));
            assertThat(all.subList(32, 36))
                    .as("the same search finds what the keys of now open")
                    .allSatisfy(
                            packet -> assertThat(pipes.oracle().readers(packet)).contains(late.name()));
        }
    }

    /** An epoch lasts a quarter of an hour, five of the past are left alone, and what is over is not kept longer than an hour. */
    private static void isShredded(SimulatedPipes pipes, List<KeyOracle.SealedPacket> all, SimulatedNode late) {
        assertThat(all.subList(0, 9))
                .allSatisfy(packet -> assertThat(pipes.oracle().readers(packet))
                        .contains("node-0", "node-1")
                        .doesNotContain(late.name()));
        assertThat(all.subList(22, 27))
                .as("the same search finds who reads what is kept")
                .allSatisfy(packet -> assertThat(pipes.oracle().readers(packet)).contains(late.name()));
    }

    private static SimulatedNode joins(SimulatedPipes pipes) {
        SimulatedNode late = pipes.add();
        pipes.join(late);
        pipes.pass(LET_IN);
        return late;
    }
}
