// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.api.pipeline.Retention;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.spi.storage.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is more than a pipeline keeps goes everywhere, and the rest stays alike. */
@Tag("simulation")
class RetentionTest {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Test
    @SimulatedNodes(count = 3)
    void the_newest_packets_of_all_authors_are_kept_and_given_to_who_joins(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL, new Retention.Packets(100));
        List<String> written = write(pipes, notes, 150);
        pipes.pass(SOON);
        hasTheLast(pipes, notes, written, 100);

        SimulatedNode late = pipes.add();
        pipes.join(late);
        pipes.pass(SOON);
        written.addAll(write(pipes, notes, 30));
        pipes.pass(SOON);
        hasTheLast(pipes, notes, written, 100);
    }

    @Test
    @SimulatedNodes(count = 3)
    void who_was_away_for_longer_than_anything_is_kept_goes_on_with_what_there_is(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL, new Retention.Packets(40));
        SimulatedNode away = pipes.node(2);
        List<String> written = write(pipes, notes, 30);
        pipes.pass(SOON);
        pipes.done(notes.write(away, "of its own"));
        pipes.pass(SOON);
        away.kill();
        written = write(pipes, notes, 200);
        pipes.pass(SOON);
        away.restart();
        pipes.pass(SOON);
        hasTheLast(pipes, notes, written, 40);

        pipes.done(notes.write(away, "and again"));
        written.add("and again");
        pipes.pass(SOON);
        hasTheLast(pipes, notes, written, 40);
        away.kill();
        away.restart();
        pipes.pass(SOON);
        hasTheLast(pipes, notes, written, 40);
    }

    @Test
    @SimulatedNodes(count = 3)
    void what_is_old_goes_also_while_nothing_comes(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL, new Retention.Age(Duration.ofHours(1)));
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            written.addAll(write(pipes, notes, 1));
            pipes.pass(Duration.ofMinutes(10));
        }
        pipes.pass(SOON);
        hasTheLast(pipes, notes, written, 5);

        pipes.pass(Duration.ofHours(1));
        hasTheLast(pipes, notes, written, 0);
        written.addAll(write(pipes, notes, 6));
        pipes.pass(SOON);
        hasTheLast(pipes, notes, written, 6);
    }

    @Test
    @SimulatedNodes(count = 3)
    void the_bytes_that_are_kept_are_bounded_also_on_the_disk(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL, new Retention.Size(50_000));
        List<String> written = write(pipes, notes, 200);
        pipes.pass(SOON);

        PipelineInfo.Kept kept = notes.info(pipes.node(1)).kept().orElseThrow();
        assertThat(kept.bytes()).isBetween(45_000L, 50_000L);
        hasTheLast(pipes, notes, written, (int) kept.packets());
    }

    @Test
    @SimulatedNodes(count = 2)
    void readers_go_on_behind_what_is_gone(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL, new Retention.Packets(20));
        SimulatedNode node = pipes.node(0);
        List<String> written = write(pipes, notes, 30);
        Notes.Reader slow = notes.reader(node, From.START, 5);
        Notes.Reader cursor = notes.reader(node, "worker", 5);
        pipes.pass(Duration.ofSeconds(1));
        notes.commit(node, "worker", cursor.messages.get(2));
        written.addAll(write(pipes, notes, 60));
        pipes.pass(SOON);

        slow.more(Long.MAX_VALUE);
        Notes.Reader again = notes.reader(node, "worker", Long.MAX_VALUE);
        Notes.Reader behind = notes.reader(
                node,
                new From.After(
                        cursor.messages.get(1).author(), cursor.messages.get(1).seq(), 0),
                Long.MAX_VALUE);
        pipes.pass(Duration.ofSeconds(1));

        List<String> last = written.subList(written.size() - 20, written.size());
        assertThat(slow.texts()).endsWith(last.toArray(String[]::new)).doesNotHaveDuplicates();
        assertThat(again.texts()).containsExactlyElementsOf(last);
        assertThat(behind.texts()).containsExactlyElementsOf(last);
    }

    @Test
    @SimulatedNodes(count = 3)
    void damage_at_the_beginning_costs_nobody_else_anything(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL, new Retention.Packets(100));
        List<String> written = write(pipes, notes, 100);
        pipes.pass(SOON);
        for (SimulatedNode node : pipes.nodes()) {
            assertThat(node.damageStore("pipeline/history/", 30)).isPositive();
        }
        written.addAll(write(pipes, notes, 100));
        pipes.pass(SOON);
        pipes.pass(SOON);

        hasTheLast(pipes, notes, written, 100);
    }

    @Test
    @SimulatedNodes(count = 3)
    void who_has_lost_what_it_noted_of_itself_uses_no_number_twice(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL, new Retention.Packets(20));
        SimulatedNode writer = pipes.node(0);
        List<String> written = write(pipes, notes, 60);
        pipes.pass(SOON);
        hasTheLast(pipes, notes, written, 20);

        assertThat(writer.damageStore("pipeline/chains/", 1)).isPositive();
        writer.kill();
        writer.restart();
        pipes.eventually(() -> writer.isConnected() && notes.find(writer).isPresent(), SOON);
        pipes.done(notes.write(writer, "and again"));
        written.add("and again");
        pipes.pass(SOON);

        hasTheLast(pipes, notes, written, 20);
    }

    @Test
    @SimulatedNodes(count = 3)
    void who_jumps_over_what_nobody_keeps_leaves_nothing_behind_also_when_its_disk_is_full(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL, new Retention.Packets(40));
        SimulatedNode away = pipes.node(2);
        write(pipes, notes, 30);
        pipes.pass(SOON);
        away.kill();
        List<String> written = write(pipes, notes, 200);
        pipes.pass(SOON);
        away.restart();
        pipes.eventually(() -> away.isConnected() && notes.find(away).isPresent(), SOON);
        away.failStore(StoreException.Reason.FULL);
        pipes.pass(SOON);
        away.failStore(null);
        pipes.pass(Duration.ofMinutes(2));
        hasTheLast(pipes, notes, written, 40);

        away.kill();
        away.restart();
        pipes.pass(SOON);
        hasTheLast(pipes, notes, written, 40);
    }

    @Test
    @SimulatedNodes(count = 3)
    void one_member_alone_does_not_make_others_pass_over_what_is_kept(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL, new Retention.Packets(1_000));
        SimulatedNode liar = pipes.node(0);
        SimulatedNode honest = pipes.node(1);
        SimulatedNode away = pipes.node(2);
        List<String> written = write(pipes, notes, 20);
        pipes.pass(SOON);
        away.kill();
        written.addAll(write(pipes, notes, 60));
        pipes.pass(SOON);
        honest.kill();
        pipes.tap(new KeepsLittle(liar));
        away.restart();
        pipes.pass(SOON);

        honest.restart();
        pipes.pass(SOON);
        assertThat(notes.read(away)).containsExactlyInAnyOrderElementsOf(written);
    }

    /** A member that says it has only the last packet of each author. */
    private record KeepsLittle(SimulatedNode liar) implements Tap {
        private static final byte ENTRIES = 5;

        @Override
        public void said(TappedExchange exchange, Bytes message) {
            boolean isLie = exchange.node().id().equals(liar.id())
                    && exchange.protocol().equals("sync.1")
                    && message.at(1) == ENTRIES;
            exchange.pass(isLie ? lie(message) : message);
        }

        private static Bytes lie(Bytes message) {
            try {
                CborReader in = new CborReader(message);
                CborWriter out = new CborWriter().writeArray(in.readArray(4)).writeUnsigned(in.readUnsigned(9));
                out.writeBytes(in.readBytes(64));
                int entries = in.readArray(1_024);
                out.writeArray(entries);
                for (int i = 0; i < entries; i++) {
                    in.readArrayExactly(5);
                    out.writeArray(5).writeBytes(in.readBytes(64));
                    in.readUnsigned(Long.MAX_VALUE);
                    long last = in.readUnsigned(Long.MAX_VALUE);
                    out.writeUnsigned(last).writeUnsigned(last).writeBytes(in.readBytes(64));
                    out.writeBool(in.readBool());
                }
                return out.writeBool(in.readBool()).toBytes();
            } catch (MalformedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** The first two write in turn, one packet each time. */
    private static List<String> write(SimulatedPipes pipes, Notes notes, int count) {
        List<String> written = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String text = "note " + NUMBER.getAndIncrement();
            pipes.done(notes.write(pipes.node(i % 2), text));
            written.add(text);
            pipes.pass(Duration.ofMillis(50));
        }
        return written;
    }

    private static void hasTheLast(SimulatedPipes pipes, Notes notes, List<String> written, int count) {
        for (SimulatedNode node : pipes.nodes()) {
            assertThat(notes.read(node))
                    .as("%s", node)
                    .containsExactlyInAnyOrderElementsOf(written.subList(written.size() - count, written.size()));
            assertThat(notes.info(node).kept().orElseThrow().packets()).isEqualTo(count);
        }
    }
}
