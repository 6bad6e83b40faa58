// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.testkit.crypto.KeyOracle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a member who joins reads of what a persistent pipeline held before, and what it could not read with all the keys it ever held. */
@Tag("simulation")
class HistoryPoliciesTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    @SimulatedNodes(count = 3, suite = Suite.PIPES1)
    void with_a_full_history_who_joins_reads_what_was_before_also_under_keys_of_long_ago(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL);
        List<String> written = write(pipes, notes, "first");
        removeTheLastOfThree(pipes);
        written.addAll(write(pipes, notes, "second"));
        SimulatedNode late = joins(pipes, notes);
        written.addAll(write(pipes, notes, "third"));
        hasEverything(pipes, notes, late);

        assertThat(notes.read(late)).containsExactlyInAnyOrderElementsOf(written);
        SimulatedNode later = joins(pipes, notes);
        hasEverything(pipes, notes, later);
        assertThat(notes.read(later))
                .as("given by members of whom one joined late")
                .containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    @SimulatedNodes(count = 3, suite = Suite.PIPES1)
    void from_join_on_who_joins_keeps_what_was_before_and_cannot_read_it(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FROM_JOIN);
        int before = pipes.oracle().sealed().size();
        List<String> early = write(pipes, notes, "early");
        List<KeyOracle.SealedPacket> old = sealedSince(pipes, before);
        SimulatedNode late = joins(pipes, notes);
        int after = pipes.oracle().sealed().size();
        List<String> now = write(pipes, notes, "now");
        hasEverything(pipes, notes, late);

        assertThat(notes.read(late)).containsExactlyInAnyOrderElementsOf(now);
        assertThat(notes.read(pipes.node(0)))
                .startsWith(early.toArray(String[]::new))
                .hasSize(early.size() + now.size());
        assertThat(old)
                .isNotEmpty()
                .allSatisfy(packet -> assertThat(pipes.oracle().readers(packet))
                        .contains("node-0", "node-1", "node-2")
                        .doesNotContain(late.name()));
        assertThat(sealedSince(pipes, after))
                .as("the same search finds who reads what came afterwards")
                .isNotEmpty()
                .allSatisfy(packet -> assertThat(pipes.oracle().readers(packet)).contains(late.name()));
    }

    @Test
    @SimulatedNodes(count = 2, suite = Suite.PIPES1)
    void with_a_window_who_joins_reads_what_is_recent(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, new HistoryPolicy.Window(Duration.ofHours(8)));
        List<String> hours = new ArrayList<>();
        int before = pipes.oracle().sealed().size();
        for (int hour = 0; hour < 24; hour++) {
            for (int minutes = 0; minutes < 60; minutes += 20) {
                String text = "at " + hour + ":" + minutes;
                pipes.done(notes.write(pipes.node(hour % 2), text));
                hours.add(text);
                pipes.pass(Duration.ofMinutes(20));
            }
        }
        List<KeyOracle.SealedPacket> all = sealedSince(pipes, before);
        SimulatedNode late = joins(pipes, notes);
        hasEverything(pipes, notes, late);

        assertThat(notes.read(late))
                .as("of the last eight hours")
                .hasSizeBetween(17, 24)
                .containsExactlyInAnyOrderElementsOf(
                        hours.subList(hours.size() - notes.read(late).size(), hours.size()));
        assertThat(all.subList(0, all.size() - 24))
                .allSatisfy(packet -> assertThat(pipes.oracle().readers(packet)).doesNotContain(late.name()));
    }

    @Test
    @SimulatedNodes(count = 3, suite = Suite.PIPES1)
    void who_was_removed_cannot_read_what_is_published_then(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL);
        write(pipes, notes, "before");
        SimulatedNode gone = removeTheLastOfThree(pipes);
        int before = pipes.oracle().sealed().size();
        write(pipes, notes, "afterwards");

        assertThat(sealedSince(pipes, before))
                .isNotEmpty()
                .allSatisfy(packet -> assertThat(pipes.oracle().readers(packet))
                        .containsExactly("node-0", "node-1")
                        .doesNotContain(gone.name()));
    }

    private static List<KeyOracle.SealedPacket> sealedSince(SimulatedPipes pipes, int before) {
        List<KeyOracle.SealedPacket> sealed = pipes.oracle().sealed();
        return List.copyOf(sealed.subList(before, sealed.size()));
    }

    /** The first two write in turn. */
    private static List<String> write(SimulatedPipes pipes, Notes notes, String what) {
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String text = what + " " + i;
            pipes.done(notes.write(pipes.node(i % 2), text));
            written.add(text);
            pipes.pass(Duration.ofMillis(200));
        }
        return written;
    }

    private static SimulatedNode removeTheLastOfThree(SimulatedPipes pipes) {
        SimulatedNode gone = pipes.node(2);
        pipes.done(pipes.node(0).network().revoke(gone.id()));
        pipes.pass(SOON);
        return gone;
    }

    private static SimulatedNode joins(SimulatedPipes pipes, Notes notes) {
        SimulatedNode late = pipes.add();
        pipes.join(late);
        pipes.pass(SOON);
        assertThat(notes.find(late)).isPresent();
        return late;
    }

    private static void hasEverything(SimulatedPipes pipes, Notes notes, SimulatedNode node) {
        long there = notes.info(pipes.node(0)).kept().orElseThrow().packets();
        assertThat(pipes.eventually(() -> notes.info(node).kept().orElseThrow().packets() == there, SOON))
                .isTrue();
    }
}
