// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.pipeline.HistoryExport;
import io.pipes.api.pipeline.HistoryImport;
import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.ImportReport;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.Retention;
import io.pipes.base.Bytes;
import io.pipes.base.cbor.CborWriter;
import io.pipes.spi.local.LocalPipelines;
import io.pipes.spi.storage.BlobManifest;
import io.pipes.spi.storage.StoreException;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.time.SeededRandomness;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A history as a file: what one node has another one gets, without a link between them. */
@Tag("simulation")
class ArchivesTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    @SimulatedNodes(count = 2)
    void who_is_cut_off_for_good_gets_everything_in_order_once_and_readable(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode north = pipes.node(0);
        SimulatedNode south = pipes.node(1);
        List<String> common = write(pipes, notes, south, "common");
        pipes.pass(SOON);
        pipes.cut(south);
        List<String> written = write(pipes, notes, north, "apart");

        ImportReport report = bring(pipes, north, south);

        assertThat(report.complete()).isTrue();
        assertThat(report.pipeline()).contains(Notes.NAME);
        assertThat(report.packets()).isEqualTo(packets(notes, north) - report.known());
        assertThat(report.refused()).isZero();
        assertThat(notes.read(south))
                .containsAll(common)
                .containsSubsequence(written)
                .doesNotHaveDuplicates();
        assertThat(notes.read(south)).hasSameSizeAs(notes.read(north));
        ImportReport again = bring(pipes, north, south);
        assertThat(again.packets()).isZero();
        assertThat(again.known()).isEqualTo(packets(notes, north));
        south.kill();
        south.restart();
        pipes.pass(SOON);
        assertThat(notes.read(south)).as("durable").containsSubsequence(written);
    }

    @Test
    @SimulatedNodes(count = 3)
    void who_is_behind_gets_the_log_first_so_it_knows_the_pipeline_its_writers_and_its_keys(SimulatedPipes pipes) {
        SimulatedNode behind = pipes.node(2);
        SimulatedNode late = pipes.add();
        pipes.cut(behind);
        pipes.pass(SOON);
        pipes.join(late);
        pipes.done(pipes.done(pipes.node(0)
                .onLoop(() -> pipes.node(0)
                        .facet(LocalPipelines.class)
                        .create(Notes.NAME, PipelineKind.PERSISTENT, Optional.empty()))));
        pipes.pass(SOON);
        Notes notes = Notes.known(pipes);
        List<String> written = write(pipes, notes, late, "of somebody unknown");
        written.addAll(write(pipes, notes, pipes.node(0), "of somebody known"));
        pipes.pass(SOON);
        assertThat(notes.find(behind)).isEmpty();

        ImportReport report = bring(pipes, pipes.node(0), behind);

        assertThat(report.operations()).isPositive();
        assertThat(report.packets()).isEqualTo(packets(notes, pipes.node(0)));
        assertThat(notes.read(behind)).containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    @SimulatedNodes(count = 2)
    void what_is_damaged_here_is_mended(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        List<String> written = write(pipes, notes, pipes.node(0), "note");
        pipes.pass(SOON);
        List<Bytes> file = export(pipes, pipes.node(0));
        SimulatedNode damaged = pipes.node(1);
        pipes.cut(damaged);
        pipes.pass(SOON);
        int lost = damaged.damageStore("pipeline/history/", 3);
        pipes.pass(Duration.ofMinutes(1));
        assertThat(notes.read(damaged)).hasSizeLessThan(written.size());

        ImportReport report = take(pipes, damaged, file);

        assertThat(report.packets()).isEqualTo(lost);
        assertThat(notes.read(damaged)).containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    @SimulatedNodes(count = 3)
    void what_a_removed_node_goes_on_to_write_is_not_taken(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode owner = pipes.node(0);
        SimulatedNode gone = pipes.node(2);
        List<String> before = write(pipes, notes, gone, "before");
        pipes.pass(SOON);
        pipes.partition(List.of(owner, pipes.node(1)));
        pipes.done(owner.network().revoke(gone.id()));
        pipes.pass(SOON);
        write(pipes, notes, gone, "afterwards");

        ImportReport report = bring(pipes, gone, owner);

        assertThat(report.refused()).isEqualTo(before.size());
        assertThat(report.refusal().orElseThrow()).contains("may not write any more");
        assertThat(notes.read(owner)).containsExactlyElementsOf(before);
    }

    @Test
    @SimulatedNodes(count = 2)
    void what_is_cut_off_changed_or_of_another_network_is_refused_and_what_came_before_stays(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode south = pipes.node(1);
        pipes.cut(south);
        pipes.pass(SOON);
        List<String> written = write(pipes, notes, pipes.node(0), "note");
        List<Bytes> file = export(pipes, pipes.node(0));

        List<Bytes> foreign = new ArrayList<>(file);
        byte[] header = file.get(0).toArray();
        header[30] ^= 1;
        foreign.set(0, Bytes.wrap(header));
        assertRefused(() -> take(pipes, south, foreign), "another network");
        assertThat(notes.read(south)).isEmpty();
        List<Bytes> changed = new ArrayList<>(file);
        byte[] packets = file.get(file.size() - 2).toArray();
        packets[packets.length - 1] ^= 1;
        changed.set(file.size() - 2, Bytes.wrap(packets));
        assertRefused(() -> take(pipes, south, changed), "cannot be read on");
        assertThat(notes.read(south)).isEmpty();
        assertRefused(() -> take(pipes, south, file.subList(0, file.size() - 1)), "cut off");
        assertThat(notes.read(south)).containsExactlyElementsOf(written);
    }

    @Test
    @SimulatedNodes(count = 2)
    void what_could_not_be_stored_does_not_count(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode south = pipes.node(1);
        pipes.cut(south);
        pipes.pass(SOON);
        List<String> written = write(pipes, notes, pipes.node(0), "note");
        List<Bytes> file = export(pipes, pipes.node(0));
        south.failStore(StoreException.Reason.FULL);

        assertThatThrownBy(() -> take(pipes, south, file)).hasRootCauseInstanceOf(StoreException.class);
        assertThat(packets(notes, south)).isZero();
        south.failStore(null);
        assertThat(take(pipes, south, file).packets()).isEqualTo(written.size());
        assertThat(notes.read(south)).containsExactlyElementsOf(written);
    }

    @Test
    @SimulatedNodes(count = 2)
    void where_a_pipeline_keeps_the_last_ones_only_those_are_taken_though_others_before_are_missing(
            SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL, new Retention.Packets(20));
        write(pipes, notes, pipes.node(0), "common");
        pipes.pass(SOON);
        SimulatedNode south = pipes.node(1);
        pipes.cut(south);
        write(pipes, notes, pipes.node(0), "dropped");
        write(pipes, notes, pipes.node(0), "dropped too");
        List<String> last = write(pipes, notes, pipes.node(0), "last");
        pipes.pass(Duration.ofMinutes(1));

        ImportReport report = bring(pipes, pipes.node(0), south);
        pipes.pass(Duration.ofMinutes(1));

        assertThat(report.packets()).isEqualTo(last.size());
        assertThat(report.refused()).isZero();
        assertThat(notes.read(south)).containsExactlyElementsOf(last);
    }

    @Test
    @SimulatedNodes(count = 2)
    void an_export_goes_on_when_retention_drops_what_it_was_to_write(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL, new Retention.Packets(20));
        SimulatedNode north = pipes.node(0);
        write(pipes, notes, north, "dropped");
        HistoryExport export = pipes.done(
                pipes.done(north.onLoop(() -> north.facet(LocalPipelines.class).exportHistory(Notes.NAME))));
        List<Bytes> file = new ArrayList<>();
        file.add(pipes.done(export.next()).orElseThrow());
        write(pipes, notes, north, "kept");
        pipes.pass(Duration.ofMinutes(1));

        for (Optional<Bytes> next = pipes.done(export.next()); next.isPresent(); next = pipes.done(export.next())) {
            file.add(next.get());
        }
        ImportReport report = take(pipes, pipes.node(1), file);

        assertThat(report.complete()).isTrue();
        assertThat(report.packets()).isZero();
    }

    @Test
    @SimulatedNodes(count = 2)
    void what_is_long_comes_in_many_pieces_none_of_them_too_long(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode south = pipes.node(1);
        pipes.cut(south);
        String text = "x".repeat(200_000);
        for (int i = 0; i < 8; i++) {
            pipes.done(notes.write(pipes.node(0), text + i));
        }

        List<Bytes> file = export(pipes, pipes.node(0));
        ImportReport report = take(pipes, south, file);

        assertThat(file)
                .hasSizeGreaterThan(8)
                .allSatisfy(piece -> assertThat(piece.size()).isLessThan(1_056_772));
        assertThat(report.packets()).isEqualTo(8);
        assertThat(notes.read(south)).isEqualTo(notes.read(pipes.node(0)));
    }

    @Test
    @SimulatedNodes(count = 1)
    void any_number_of_parts_with_nonsense_does_no_harm(SimulatedPipes pipes) {
        Notes.create(pipes);
        Bytes nonsense = new CborWriter()
                .writeArray(2)
                .writeUnsigned(2)
                .writeArray(1)
                .writeBytes(Bytes.utf8("x"))
                .toBytes();
        ByteBuffer many = ByteBuffer.allocate(20_000 * (Integer.BYTES + nonsense.size()));
        while (many.hasRemaining()) {
            nonsense.writeTo(many.putInt(nonsense.size()));
        }
        HistoryImport taking = pipes.done(pipes.node(0)
                .onLoop(() -> pipes.node(0).facet(LocalPipelines.class).importHistory()));
        pipes.done(taking.take(export(pipes, pipes.node(0)).get(0)));

        ImportReport report = pipes.done(taking.take(Bytes.wrap(many.array())));

        assertThat(report.operations()).isZero();
        assertThat(report.refusal().orElseThrow()).startsWith("membership log: ");
    }

    @Test
    @SimulatedNodes(count = 2)
    void what_is_replaced_is_carried_as_what_is_left_of_it(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL, new Retention.Latest(Duration.ZERO));
        SimulatedNode north = pipes.node(0);
        SimulatedNode south = pipes.node(1);
        pipes.cut(south);
        for (int i = 0; i < 30; i++) {
            pipes.done(notes.write(north, Content.text("value " + i).withKey("key " + i % 3)));
        }
        pipes.pass(Duration.ofMinutes(1));

        ImportReport report = bring(pipes, north, south);

        assertThat(report.packets()).isEqualTo(30);
        assertThat(notes.read(south)).containsExactly("value 27", "value 28", "value 29");
        assertThat(notes.info(south).kept().orElseThrow().bytes())
                .isEqualTo(notes.info(north).kept().orElseThrow().bytes());
    }

    @Test
    @SimulatedNodes(count = 2)
    void contents_above_a_packet_come_with_the_file_where_they_are_asked_for(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode north = pipes.node(0);
        SimulatedNode south = pipes.node(1);
        pipes.cut(south);
        byte[] content = new SeededRandomness(1).bytes(3 << 20);
        pipes.done(notes.publish(north, LargeMessagesTest.source(content)));
        pipes.done(notes.write(north, "small"));

        ImportReport without = take(pipes, south, export(pipes, north));
        assertThat(without.packets()).isEqualTo(2);
        assertThat(without.contents()).isZero();
        List<Bytes> file = export(pipes, north, true);
        ImportReport report = take(pipes, south, file);

        assertThat(report.contents()).isEqualTo(1);
        assertThat(report.refused()).isZero();
        assertThat(report.refusal()).isEmpty();
        assertThat(file).allSatisfy(piece -> assertThat(piece.size()).isLessThan(1_056_772));
        assertThat(LargeMessagesTest.bytes(
                        pipes, notes.messages(south).get(0).large().orElseThrow()))
                .isEqualTo(content);
        assertThat(take(pipes, south, file).contents()).as("again").isZero();
    }

    @Test
    @SimulatedNodes(count = 2)
    void contents_that_were_cut_off_go_on_and_what_was_changed_is_not_taken(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode south = pipes.node(1);
        pipes.cut(south);
        pipes.done(notes.publish(pipes.node(0), LargeMessagesTest.source(new SeededRandomness(2).bytes(3 << 20))));
        List<Bytes> file = export(pipes, pipes.node(0), true);

        assertRefused(() -> take(pipes, south, file.subList(0, file.size() - 5)), "cut off");
        int came = south.blobs().unfinishedChunks();
        assertThat(came).isPositive();
        List<Bytes> changed = new ArrayList<>(file);
        byte[] chunk = file.get(file.size() - 3).toArray();
        chunk[chunk.length - 1] ^= 1;
        changed.set(file.size() - 3, Bytes.wrap(chunk));
        assertRefused(() -> take(pipes, south, changed), "not what its blob says");
        assertThat(south.blobs().unfinishedChunks()).isGreaterThan(came);
        assertThat(south.blobs().whole()).isZero();

        assertThat(take(pipes, south, file).contents()).isEqualTo(1);
        assertThat(south.blobs().whole()).isEqualTo(1);
    }

    @Test
    @SimulatedNodes(count = 1)
    void contents_that_no_message_names_are_not_taken(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode node = pipes.node(0);
        pipes.done(notes.write(node, "small"));
        List<Bytes> file = export(pipes, node);
        Bytes chunk = Bytes.wrap(new byte[100]);
        BlobManifest manifest = new BlobManifest(100, BlobManifest.hash(new SimulatedSuite(), chunk));
        HistoryImport taking =
                pipes.done(node.onLoop(() -> node.facet(LocalPipelines.class).importHistory()));
        file.subList(0, file.size() - 1).forEach(piece -> pipes.done(taking.take(piece)));

        pipes.done(taking.take(part(5, manifest.encode())));
        ImportReport report = pipes.done(taking.take(part(6, chunk)));

        assertThat(report.contents()).isZero();
        assertThat(report.refusal().orElseThrow()).contains("no message names");
        assertThat(node.blobs().whole()).isZero();
        assertThat(node.blobs().unfinishedChunks()).isZero();
    }

    @Test
    @SimulatedNodes(count = 2)
    void contents_for_which_there_is_no_room_are_said_to_lack_it(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode south = pipes.node(1);
        pipes.cut(south);
        pipes.done(notes.publish(pipes.node(0), LargeMessagesTest.source(new SeededRandomness(3).bytes(2 << 20))));
        take(pipes, south, export(pipes, pipes.node(0)));
        List<Bytes> file = export(pipes, pipes.node(0), true);
        pipes.pass(SOON);
        south.failStore(StoreException.Reason.FULL);

        assertRefused(() -> take(pipes, south, file), "no room for the contents");
        south.failStore(null);
        assertThat(take(pipes, south, file).contents()).isEqualTo(1);
    }

    private static Bytes part(int number, Bytes body) {
        Bytes part = new CborWriter()
                .writeArray(2)
                .writeUnsigned(number)
                .writeBytes(body)
                .toBytes();
        ByteBuffer framed = ByteBuffer.allocate(Integer.BYTES + part.size());
        part.writeTo(framed.putInt(part.size()));
        return Bytes.wrap(framed.array());
    }

    private static void assertRefused(ThrowingCallable taking, String because) {
        assertThatThrownBy(taking)
                .hasStackTraceContaining(PipesException.class.getName())
                .hasStackTraceContaining(because);
    }

    private static ImportReport bring(SimulatedPipes pipes, SimulatedNode from, SimulatedNode to) {
        return take(pipes, to, export(pipes, from));
    }

    private static List<Bytes> export(SimulatedPipes pipes, SimulatedNode node) {
        return export(pipes, node, false);
    }

    private static List<Bytes> export(SimulatedPipes pipes, SimulatedNode node, boolean contents) {
        HistoryExport export = pipes.done(
                pipes.done(node.onLoop(() -> node.facet(LocalPipelines.class).exportHistory(Notes.NAME, contents))));
        List<Bytes> file = new ArrayList<>();
        Optional<Bytes> next = pipes.done(export.next());
        while (next.isPresent()) {
            file.add(next.get());
            next = pipes.done(export.next());
        }
        return file;
    }

    private static ImportReport take(SimulatedPipes pipes, SimulatedNode node, List<Bytes> file) {
        HistoryImport taking =
                pipes.done(node.onLoop(() -> node.facet(LocalPipelines.class).importHistory()));
        file.forEach(chunk -> pipes.done(taking.take(chunk)));
        return pipes.done(taking.finish());
    }

    private static long packets(Notes notes, SimulatedNode node) {
        return notes.info(node).kept().orElseThrow().packets();
    }

    private static List<String> write(SimulatedPipes pipes, Notes notes, SimulatedNode node, String what) {
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            pipes.done(notes.write(node, what + " " + i));
            written.add(what + " " + i);
        }
        return written;
    }
}
