// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import io.pipes.api.message.Message;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.api.pipeline.From;
import io.pipes.base.Bytes;
import io.pipes.base.id.PacketId;
import io.pipes.spi.storage.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is published to a persistent pipeline is there for everybody, also for those who were away and those who come later. */
@Tag("simulation")
class PersistentPipelineTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    @SimulatedNodes(count = 3)
    void what_is_published_is_durable_and_everywhere(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        Notes.Reader live = notes.reader(pipes.node(2), From.NOW, Long.MAX_VALUE);

        assertThat(pipes.done(notes.write(pipes.node(0), "one")).receipt()).isEqualTo(Receipt.STORED);
        pipes.done(notes.write(pipes.node(0), "two"));
        pipes.pass(Duration.ofSeconds(1));

        assertThat(live.texts()).containsExactly("one", "two");
        for (SimulatedNode node : pipes.nodes()) {
            assertThat(notes.read(node)).containsExactly("one", "two");
            assertThat(notes.info(node).kept().orElseThrow().packets()).isEqualTo(2);
        }
    }

    @Test
    @SimulatedNodes(count = 3)
    void a_node_that_was_away_gets_what_it_missed_in_order_and_once(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode away = pipes.node(2);
        pipes.done(notes.write(pipes.node(0), "before"));
        pipes.pass(Duration.ofSeconds(1));
        away.kill();

        List<String> north = writeMany(pipes, notes, pipes.node(0), "north", 300);
        List<String> east = writeMany(pipes, notes, pipes.node(1), "east", 300);
        pipes.pass(Duration.ofMinutes(5));
        away.restart();

        assertThat(pipes.eventually(
                        () -> away.isConnected() && packets(notes, away) == packets(notes, pipes.node(0)), SOON))
                .isTrue();
        List<String> all = notes.read(away);
        assertThat(all).startsWith("before").hasSize(601).doesNotHaveDuplicates();
        assertThat(all).containsSubsequence(north).containsSubsequence(east);
    }

    @Test
    @SimulatedNodes(count = 3)
    void what_the_disk_damages_is_fetched_again(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        List<String> all = new ArrayList<>(writeMany(pipes, notes, pipes.node(0), "north", 300));
        all.addAll(writeMany(pipes, notes, pipes.node(1), "east", 300));
        SimulatedNode damaged = pipes.node(1);
        assertThat(pipes.eventually(() -> notes.read(damaged).size() == all.size(), SOON))
                .isTrue();

        int lost = damaged.damageStore("pipeline/history/", 3);
        assertThat(lost).isGreaterThan(3);
        assertThat(notes.read(damaged)).hasSizeLessThan(all.size());

        assertThat(pipes.eventually(() -> notes.read(damaged).size() == all.size(), Duration.ofMinutes(1)))
                .isTrue();
        assertThat(notes.read(damaged)).containsExactlyInAnyOrderElementsOf(all);
        pipes.node(0).kill();
        pipes.node(2).kill();
        damaged.kill();
        damaged.restart();
        pipes.pass(SOON);
        assertThat(notes.read(damaged)).as("durable again").containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    @SimulatedNodes(count = 3)
    void how_far_behind_a_peer_is_can_be_seen(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode here = pipes.node(0);
        SimulatedNode full = pipes.node(2);
        writeMany(pipes, notes, here, "first", 20);
        pipes.pass(SOON);
        full.failStore(StoreException.Reason.FULL);
        writeMany(pipes, notes, here, "second", 30);
        pipes.pass(SOON);

        assertThat(notes.info(here).kept().orElseThrow().copies())
                .containsEntry(pipes.node(1).id(), 50L)
                .containsEntry(full.id(), 20L);
        full.failStore(null);
        pipes.pass(Duration.ofMinutes(1));
        assertThat(notes.info(here).kept().orElseThrow().copies()).containsEntry(full.id(), 50L);
        full.kill();
        pipes.pass(Duration.ofMinutes(1));
        assertThat(notes.info(here).kept().orElseThrow().copies())
                .containsOnlyKeys(pipes.node(1).id());
    }

    @Test
    @SimulatedNodes(count = 4)
    void what_is_damaged_in_different_places_is_whole_again_everywhere(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        List<String> all = writeMany(pipes, notes, pipes.node(0), "north", 200);
        pipes.eventually(
                () -> pipes.nodes().stream().allMatch(node -> notes.read(node).size() == all.size()), SOON);
        for (int i = 0; i < 3; i++) {
            assertThat(pipes.node(i).damageStore("pipeline/history/", 3 + i)).isPositive();
        }
        pipes.node(3).kill();

        assertThat(pipes.eventually(
                        () -> pipes.nodes().stream()
                                .limit(3)
                                .allMatch(node -> notes.read(node).size() >= all.size() - lostEverywhere(all.size())),
                        Duration.ofMinutes(2)))
                .isTrue();
        pipes.node(3).restart();
        assertThat(pipes.eventually(
                        () -> pipes.nodes().stream()
                                .allMatch(node ->
                                        node.isConnected() && notes.read(node).size() == all.size()),
                        Duration.ofMinutes(2)))
                .as("somebody came who had the rest")
                .isTrue();
    }

    @Test
    @SimulatedNodes(count = 2)
    void damage_is_remembered_by_a_node_whose_store_knows_nothing_of_it_any_more(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        List<String> all = writeMany(pipes, notes, pipes.node(0), "north", 50);
        SimulatedNode damaged = pipes.node(1);
        assertThat(pipes.eventually(() -> notes.read(damaged).size() == all.size(), SOON))
                .isTrue();
        pipes.cut(damaged);
        assertThat(damaged.damageStore("pipeline/history/", 3)).isPositive();
        pipes.pass(Duration.ofMinutes(1));

        damaged.kill();
        damaged.restart();
        pipes.heal();

        assertThat(pipes.eventually(
                        () -> damaged.isConnected() && notes.read(damaged).size() == all.size(), Duration.ofMinutes(2)))
                .isTrue();
    }

    /** Each third, each fourth and each fifth at once. */
    private static int lostEverywhere(int packets) {
        return packets / 60;
    }

    @Test
    @SimulatedNodes(count = 3)
    void publishing_needs_nobody_and_is_told_when_the_others_are_back(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode alone = pipes.node(1);
        pipes.cut(alone);
        pipes.pass(Duration.ofMinutes(1));

        List<String> written = writeMany(pipes, notes, alone, "alone", 20);
        List<String> meanwhile = writeMany(pipes, notes, pipes.node(0), "meanwhile", 20);
        pipes.pass(Duration.ofSeconds(1));
        assertThat(notes.read(alone)).containsExactlyElementsOf(written);
        assertThat(notes.read(pipes.node(2))).containsExactlyElementsOf(meanwhile);
        pipes.heal();

        assertThat(pipes.eventually(() -> everybodyHas(pipes, notes, 40), Duration.ofMinutes(1)))
                .isTrue();
        for (SimulatedNode node : pipes.nodes()) {
            assertThat(notes.read(node))
                    .hasSize(40)
                    .containsSubsequence(written)
                    .containsSubsequence(meanwhile);
        }
    }

    @Test
    @SimulatedNodes(count = 2)
    void who_joins_later_gets_the_history(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        List<String> written = writeMany(pipes, notes, pipes.node(0), "early", 50);
        pipes.pass(Duration.ofMinutes(10));

        SimulatedNode late = pipes.add();
        pipes.join(late);

        assertThat(pipes.eventually(
                        () -> notes.find(late).isPresent() && packets(notes, late) == packets(notes, pipes.node(0)),
                        SOON))
                .isTrue();
        assertThat(notes.read(late)).containsExactlyElementsOf(written);
    }

    @Test
    @SimulatedNodes(count = 2)
    void what_was_acknowledged_survives_a_loss_of_power(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode writer = pipes.node(0);
        List<String> acknowledged = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String text = "note " + i;
            notes.write(writer, text).thenAccept(sent -> acknowledged.add(text));
        }
        pipes.until(() -> acknowledged.size() >= 20, SOON);
        List<String> promised = List.copyOf(acknowledged);
        writer.crash();
        writer.restart();
        pipes.eventually(() -> writer.isConnected() && notes.find(writer).isPresent(), SOON);

        assertThat(notes.read(writer)).startsWith(promised.toArray(String[]::new));
        pipes.done(notes.write(writer, "after"));
        pipes.pass(SOON);
        assertThat(notes.read(writer)).endsWith("after").isEqualTo(notes.read(pipes.node(1)));
    }

    @Test
    @SimulatedNodes(count = 2)
    void a_slow_reader_misses_nothing(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode node = pipes.node(1);
        Notes.Reader slow = notes.reader(node, From.NOW, 3);
        List<String> written = writeMany(pipes, notes, pipes.node(0), "note", 40);
        pipes.pass(SOON);
        assertThat(slow.texts()).containsExactlyElementsOf(written.subList(0, 3));

        for (int i = 0; i < 5; i++) {
            slow.more(5);
            pipes.pass(Duration.ofSeconds(1));
        }
        assertThat(slow.texts()).containsExactlyElementsOf(written.subList(0, 28));
        slow.more(Long.MAX_VALUE);
        pipes.pass(Duration.ofSeconds(1));
        pipes.done(notes.write(pipes.node(0), "the last"));
        pipes.pass(SOON);

        assertThat(slow.texts()).hasSize(41).endsWith("the last");
    }

    @Test
    @SimulatedNodes(count = 2)
    void reading_goes_on_behind_a_message(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode node = pipes.node(1);
        List<String> written = writeMany(pipes, notes, pipes.node(0), "note", 30);
        pipes.pass(SOON);
        Notes.Reader first = notes.reader(node, From.START, 12);
        pipes.pass(Duration.ofSeconds(1));
        Message last = first.messages.get(11);

        Notes.Reader second =
                notes.reader(node, new From.After(last.author(), last.seq(), last.index()), Long.MAX_VALUE);
        pipes.pass(Duration.ofSeconds(1));

        assertThat(second.texts()).containsExactlyElementsOf(written.subList(12, 30));
    }

    @Test
    @SimulatedNodes(count = 3)
    void equal_nodes_say_nothing(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        writeMany(pipes, notes, pipes.node(0), "note", 30);
        pipes.pass(Duration.ofMinutes(1));
        Counted counted = new Counted();
        pipes.tap(counted);

        pipes.pass(Duration.ofMinutes(10));

        assertThat(counted.messages).isZero();
        pipes.done(notes.write(pipes.node(0), "one more"));
        pipes.pass(Duration.ofMinutes(1));
        assertThat(counted.messages).as("the same counter counts").isBetween(1, 12);
    }

    @Test
    void what_a_node_has_published_itself_it_does_not_read_again(@TempDir Path locks) {
        CountedReads reads = new CountedReads(new SegmentLogs(locks));
        try (SimulatedPipes pipes =
                SimulatedPipes.network(1).seed(1).stores(reads).start()) {
            Notes notes = Notes.create(pipes);
            writeMany(pipes, notes, pipes.node(0), "note", 5);
            pipes.pass(Duration.ofMinutes(1));
            int before = reads.pages();

            writeMany(pipes, notes, pipes.node(0), "more", 50);
            pipes.pass(Duration.ofMinutes(1));

            assertThat(reads.pages()).isEqualTo(before);
            assertThat(notes.read(pipes.node(0))).hasSize(55);
            assertThat(reads.pages()).as("the same counter counts").isGreaterThan(before);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void after_a_reconnection_one_side_compares_for_both(int writer) {
        try (SimulatedPipes pipes = SimulatedPipes.network(2).seed(1).start()) {
            Notes notes = Notes.create(pipes);
            writeMany(pipes, notes, pipes.node(writer), "note", 30);
            pipes.pass(Duration.ofMinutes(1));
            pipes.cut(pipes.node(0));
            pipes.pass(Duration.ofMinutes(1));
            writeMany(pipes, notes, pipes.node(writer), "apart", 10);
            Counted counted = new Counted();
            pipes.tap(counted);
            pipes.heal();
            pipes.eventually(() -> notes.read(pipes.node(1 - writer)).contains("apart 9"), Duration.ofMinutes(2));
            pipes.pass(Duration.ofSeconds(30));

            assertThat(counted.buckets).isEqualTo(1);
            assertThat(counted.bytes).as("buckets, and ten small packets").isBetween(8_000, 12_000);
        }
    }

    @Test
    @SimulatedNodes(count = 3)
    void a_feature_that_is_replaced_keeps_the_history(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        List<String> written = writeMany(pipes, notes, pipes.node(0), "note", 30);
        pipes.node(1).replacePipelines();
        pipes.eventually(() -> notes.find(pipes.node(1)).isPresent(), SOON);
        List<String> more = writeMany(pipes, notes, pipes.node(1), "more", 30);
        pipes.pass(SOON);

        for (SimulatedNode node : pipes.nodes()) {
            assertThat(notes.read(node))
                    .hasSize(60)
                    .containsSubsequence(written)
                    .containsSubsequence(more);
        }
    }

    @Test
    @SimulatedNodes(count = 3)
    void what_could_not_be_stored_was_never_published_and_its_numbers_are_free_again(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode writer = pipes.node(0);
        List<String> written = writeMany(pipes, notes, writer, "note", 10);
        writer.failStore(StoreException.Reason.FULL);

        List<CompletionStage<Sent>> refused = IntStream.range(0, 10)
                .mapToObj(i -> notes.write(writer, "refused " + i))
                .toList();
        pipes.pass(SOON);
        assertThat(refused)
                .allSatisfy(one -> assertThatThrownBy(() -> pipes.done(one))
                        .cause()
                        .isInstanceOfSatisfying(PipesException.class, failure -> {
                            assertThat(failure.code()).isEqualTo(PipesException.Code.STORAGE);
                            assertThat(failure).hasMessageContaining("The disk is full");
                        }));
        assertThat(notes.read(writer)).containsExactlyElementsOf(written);
        writer.failStore(null);
        List<String> more = writeMany(pipes, notes, writer, "more", 10);
        pipes.pass(SOON);

        for (SimulatedNode node : pipes.nodes()) {
            assertThat(notes.read(node))
                    .hasSize(20)
                    .containsSubsequence(written)
                    .containsSubsequence(more);
        }
        Notes.Reader reader = notes.reader(pipes.node(1), From.START, Long.MAX_VALUE);
        pipes.pass(SOON);
        assertThat(reader.messages.get(19).seq()).isEqualTo(20);
    }

    @Test
    @SimulatedNodes(count = 3)
    void a_node_whose_disk_was_full_gets_what_it_could_not_keep(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode full = pipes.node(2);
        full.failStore(StoreException.Reason.FULL);
        List<String> written = writeMany(pipes, notes, pipes.node(0), "note", 30);
        pipes.pass(SOON);
        assertThat(notes.read(full)).isEmpty();
        full.failStore(null);

        assertThat(pipes.eventually(() -> packets(notes, full) == 30, Duration.ofMinutes(2)))
                .as("also when nothing new is published")
                .isTrue();
        assertThat(notes.read(full)).containsExactlyElementsOf(written);
    }

    @Test
    @SimulatedNodes(count = 2)
    void large_messages_among_small_ones_are_fetched_over_a_link_that_stays(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode away = pipes.node(1);
        away.kill();
        writeMany(pipes, notes, pipes.node(0), "small", 300);
        String large = "x".repeat(900_000);
        IntStream.range(0, 30).forEach(i -> pipes.done(notes.write(pipes.node(0), large + i)));
        away.restart();
        List<String> accused = new ArrayList<>();
        pipes.tap(new Tap() {
            @Override
            public void accused(TappedExchange exchange, String reason) {
                accused.add(reason);
            }
        });

        assertThat(pipes.eventually(
                        () -> away.isConnected()
                                && notes.find(away).isPresent()
                                && packets(notes, away) == packets(notes, pipes.node(0)),
                        Duration.ofMinutes(1)))
                .isTrue();
        assertThat(notes.read(away)).hasSize(330).endsWith(large + 29);
        assertThat(accused).isEmpty();
    }

    @Test
    @SimulatedNodes(count = 2)
    void who_subscribes_before_its_keys_have_come_misses_nothing(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        List<String> written = writeMany(pipes, notes, pipes.node(0), "early", 20);
        SimulatedNode late = pipes.add();
        pipes.join(late);
        pipes.until(() -> notes.find(late).isPresent(), SOON);

        Notes.Reader reader = notes.reader(late, From.START, Long.MAX_VALUE);
        pipes.pass(SOON);

        assertThat(reader.texts()).containsExactlyElementsOf(written);
    }

    @Test
    @SimulatedNodes(count = 2)
    void who_wants_to_begin_with_a_packet_that_is_not_here_hears_so(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        writeMany(pipes, notes, pipes.node(0), "note", 3);
        From nowhere = new From.Packet(PacketId.of(Bytes.wrap(new byte[32])));

        Notes.Reader reader = notes.reader(pipes.node(0), nowhere, 1);
        pipes.pass(SOON);
        assertThat(reader.failure)
                .isInstanceOfSatisfying(
                        PipesException.class,
                        failure -> assertThat(failure.code()).isEqualTo(PipesException.Code.NOT_FOUND));
        Notes.Reader history = notes.history(pipes.node(0), nowhere);
        pipes.pass(SOON);
        assertThat(history.failure).isInstanceOf(PipesException.class);
        assertThat(history.completed).isFalse();
    }

    /** Writes one after the other, each when the one before is durable. */
    private static List<String> writeMany(
            SimulatedPipes pipes, Notes notes, SimulatedNode node, String what, int count) {
        List<String> texts =
                IntStream.range(0, count).mapToObj(i -> what + " " + i).toList();
        texts.forEach(text -> pipes.done(notes.write(node, text)));
        return texts;
    }

    private static long packets(Notes notes, SimulatedNode node) {
        return notes.info(node).kept().orElseThrow().packets();
    }

    private static boolean everybodyHas(SimulatedPipes pipes, Notes notes, int packets) {
        return pipes.nodes().stream().allMatch(node -> packets(notes, node) == packets);
    }

    /** Counts what is said about histories. */
    private static final class Counted implements Tap {
        private static final int BUCKETS = 3;

        private int messages;
        private int bytes;
        private int buckets;

        @Override
        public void heard(TappedExchange exchange, Bytes message) {
            if (exchange.protocol().equals("sync.1")) {
                messages++;
                bytes += message.size();
                // The first item of a message is its number.
                buckets += message.at(1) == BUCKETS ? 1 : 0;
            }
        }
    }
}
