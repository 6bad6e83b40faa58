// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.network.Role;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.api.pipeline.Retention;
import io.pipes.base.Bytes;
import io.pipes.base.cbor.CborWriter;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import io.pipes.testkit.network.Conditions;
import io.pipes.testkit.network.Latency;
import io.pipes.testkit.scale.Scale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose right to write has ended: which of its packets count, the same on all nodes. */
@Tag("simulation")
class FormerWritersTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    @SimulatedNodes(count = 4)
    void what_another_admin_had_by_then_counts_also_if_the_one_who_removes_was_behind(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode owner = pipes.node(0);
        SimulatedNode gone = pipes.node(2);
        pipes.done(owner.network().assign(pipes.node(1).id(), Role.ADMIN));
        pipes.settle();
        pipes.partition(List.of(owner));
        pipes.pass(SOON);
        List<String> before = write(pipes, notes, gone, "before");
        pipes.pass(SOON);

        pipes.done(owner.network().revoke(gone.id()));
        pipes.pass(SOON);
        write(pipes, notes, gone, "afterwards");
        pipes.pass(SOON);
        pipes.heal();

        List<SimulatedNode> members = List.of(owner, pipes.node(1), pipes.node(3));
        haveExactly(pipes, notes, members, before);
    }

    @Test
    @SimulatedNodes(count = 4)
    void what_no_admin_had_counts_nowhere(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode owner = pipes.node(0);
        SimulatedNode gone = pipes.node(2);
        pipes.partition(List.of(owner));
        pipes.pass(SOON);
        write(pipes, notes, gone, "apart");
        pipes.done(owner.network().revoke(gone.id()));
        pipes.pass(SOON);
        pipes.heal();

        haveExactly(pipes, notes, List.of(owner, pipes.node(1), pipes.node(3)), List.of());
    }

    @Test
    @SimulatedNodes(count = 4)
    void what_a_writer_wrote_that_had_become_a_reader_counts_again_when_it_is_a_writer_again(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode owner = pipes.node(0);
        SimulatedNode reader = pipes.node(2);
        List<String> written = write(pipes, notes, reader, "as a writer");
        pipes.pass(SOON);
        pipes.partition(List.of(owner, pipes.node(1)));
        pipes.pass(SOON);
        pipes.done(owner.network().assign(reader.id(), Role.READER));
        pipes.pass(SOON);
        List<String> unaware = write(pipes, notes, reader, "unaware");
        pipes.pass(SOON);
        pipes.heal();

        haveExactly(pipes, notes, pipes.nodes(), written);
        pipes.done(owner.network().assign(reader.id(), Role.WRITER));
        pipes.settle();
        List<String> all = new ArrayList<>(written);
        all.addAll(unaware);
        all.addAll(write(pipes, notes, reader, "again"));
        haveExactly(pipes, notes, pipes.nodes(), all);
    }

    @Test
    @SimulatedNodes(count = 3)
    void who_becomes_a_reader_a_second_time_keeps_what_it_wrote_in_between(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode owner = pipes.node(0);
        SimulatedNode node = pipes.node(2);
        List<String> written = write(pipes, notes, node, "first");
        pipes.pass(SOON);
        for (Role role : List.of(Role.READER, Role.WRITER)) {
            pipes.done(owner.network().assign(node.id(), role));
            pipes.pass(SOON);
        }
        written.addAll(write(pipes, notes, node, "second"));
        pipes.pass(SOON);
        pipes.done(owner.network().assign(node.id(), Role.READER));
        pipes.pass(SOON);

        haveExactly(pipes, notes, pipes.nodes(), written);
    }

    @Test
    @SimulatedNodes(count = 3)
    void what_is_kept_of_a_removed_node_stays_also_where_more_than_half_was_dropped(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL, new Retention.Packets(8));
        SimulatedNode gone = pipes.node(2);
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            written = write(pipes, notes, gone, "part " + i);
            pipes.pass(SOON);
        }
        pipes.pass(Duration.ofMinutes(1));
        pipes.done(pipes.node(0).network().revoke(gone.id()));
        pipes.pass(SOON);

        List<String> last = new ArrayList<>(List.of("part 8 2", "part 8 3", "part 8 4"));
        last.addAll(written);
        haveExactly(pipes, notes, List.of(pipes.node(0), pipes.node(1)), last);
    }

    @Test
    @SimulatedNodes(count = 4)
    void nobody_can_say_in_advance_where_another_one_s_packets_end(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode owner = pipes.node(0);
        SimulatedNode accused = pipes.node(2);
        List<String> written = write(pipes, notes, accused, "something");
        pipes.pass(SOON);
        Bytes cut = new CborWriter()
                .writeArray(3)
                .writeBytes(accused.id().bytes())
                .writeBytes(Bytes.wrap(new byte[32]))
                .writeArray(0)
                .toBytes();
        NodeContext writer = context(pipes, pipes.node(3));
        NodeContext admin = context(pipes, owner);

        assertThatThrownBy(() -> pipes.done(writer.membership().record("admin.cut", cut)))
                .hasMessageContaining("role does not allow");
        pipes.done(admin.membership().record("admin.cut", cut));
        pipes.settle();
        pipes.done(owner.network().revoke(accused.id()));
        pipes.pass(SOON);

        haveExactly(pipes, notes, List.of(owner, pipes.node(1), pipes.node(3)), written);
    }

    @Test
    @SimulatedNodes(count = 4)
    void what_was_written_before_a_pipeline_was_opened_to_fewer_stays_and_what_nobody_had_by_then_does_not(
            SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode owner = pipes.node(0);
        SimulatedNode writer = pipes.node(2);
        List<String> before = write(pipes, notes, writer, "before");
        pipes.pass(SOON);
        pipes.partition(List.of(owner, pipes.node(1)));
        pipes.pass(SOON);
        pipes.done(notes.change(owner, PipelineChange.NOTHING.publishedFrom(Role.ADMIN)));
        pipes.pass(SOON);
        List<String> unaware = write(pipes, notes, writer, "unaware");
        pipes.pass(SOON);
        pipes.heal();

        haveExactly(pipes, notes, pipes.nodes(), before);
        pipes.done(owner.network().revoke(writer.id()));
        pipes.pass(SOON);
        haveExactly(pipes, notes, List.of(owner, pipes.node(1), pipes.node(3)), before);
        assertThat(unaware).hasSize(5);
    }

    @Test
    @SimulatedNodes(count = 4)
    void what_another_admin_had_when_a_pipeline_was_opened_to_fewer_counts_also_if_who_did_that_was_behind(
            SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode owner = pipes.node(0);
        pipes.done(owner.network().assign(pipes.node(1).id(), Role.ADMIN));
        pipes.settle();
        pipes.partition(List.of(owner));
        pipes.pass(SOON);
        List<String> before = write(pipes, notes, pipes.node(2), "before");
        pipes.pass(SOON);
        pipes.done(notes.change(owner, PipelineChange.NOTHING.publishedFrom(Role.ADMIN)));
        pipes.pass(SOON);
        write(pipes, notes, pipes.node(2), "afterwards");
        List<String> admins = write(pipes, notes, pipes.node(1), "an admin's");
        pipes.pass(SOON);
        pipes.heal();

        List<String> all = new ArrayList<>(before);
        all.addAll(admins);
        haveExactly(pipes, notes, pipes.nodes(), all);
    }

    @Test
    @SimulatedNodes(count = 3)
    void who_may_publish_again_is_a_writer_like_others(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode owner = pipes.node(0);
        List<String> all = write(pipes, notes, pipes.node(2), "before");
        pipes.pass(SOON);
        pipes.done(notes.change(owner, PipelineChange.NOTHING.readFrom(Role.ADMIN)));
        pipes.pass(SOON);
        pipes.done(notes.change(owner, PipelineChange.NOTHING.readFrom(Role.READER)));
        pipes.pass(SOON);
        all.addAll(write(pipes, notes, pipes.node(2), "again"));

        haveExactly(pipes, notes, pipes.nodes(), all);
    }

    @Test
    @SimulatedNodes(count = 4)
    void what_an_admin_wrote_where_only_admins_do_stays_when_it_becomes_a_writer(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, PipelineKind.PERSISTENT, PipelineSettings.DEFAULT.publishedFrom(Role.ADMIN));
        SimulatedNode owner = pipes.node(0);
        SimulatedNode admin = pipes.node(2);
        pipes.done(owner.network().assign(admin.id(), Role.ADMIN));
        pipes.settle();
        List<String> before = write(pipes, notes, admin, "as an admin");
        pipes.pass(SOON);
        pipes.partition(List.of(owner, pipes.node(1)));
        pipes.pass(SOON);
        pipes.done(owner.network().assign(admin.id(), Role.WRITER));
        pipes.pass(SOON);
        write(pipes, notes, admin, "unaware");
        pipes.pass(SOON);
        pipes.heal();

        haveExactly(pipes, notes, pipes.nodes(), before);
    }

    @Test
    @SimulatedNodes(count = 4)
    void who_became_less_before_a_pipeline_was_opened_to_fewer_keeps_what_it_wrote_in_between(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode owner = pipes.node(0);
        SimulatedNode former = pipes.node(2);
        pipes.done(owner.network().assign(former.id(), Role.ADMIN));
        pipes.settle();
        List<String> all = write(pipes, notes, former, "as an admin");
        pipes.pass(SOON);
        pipes.done(owner.network().assign(former.id(), Role.WRITER));
        pipes.pass(SOON);
        all.addAll(write(pipes, notes, former, "as a writer"));
        pipes.pass(SOON);
        pipes.done(notes.change(owner, PipelineChange.NOTHING.publishedFrom(Role.ADMIN)));
        pipes.pass(SOON);

        haveExactly(pipes, notes, pipes.nodes(), all);
        SimulatedNode late = pipes.add();
        pipes.join(late);
        haveExactly(pipes, notes, pipes.nodes(), all);
    }

    /** Its right was ended by what came later, and not by the change of settings. */
    @ParameterizedTest
    @EnumSource(
            value = Role.class,
            names = {"WRITER", "ADMIN"})
    @SimulatedNodes(count = 3)
    void who_might_publish_after_a_pipeline_was_opened_to_fewer_keeps_what_it_wrote_until_it_became_less(
            Role first, SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode owner = pipes.node(0);
        SimulatedNode admin = pipes.node(2);
        pipes.done(owner.network().assign(admin.id(), first));
        pipes.settle();
        List<String> all = write(pipes, notes, admin, "before");
        pipes.pass(SOON);
        pipes.done(notes.change(owner, PipelineChange.NOTHING.publishedFrom(Role.ADMIN)));
        pipes.pass(SOON);
        pipes.done(owner.network().assign(admin.id(), Role.ADMIN));
        pipes.pass(SOON);
        all.addAll(write(pipes, notes, admin, "as an admin"));
        pipes.pass(SOON);
        pipes.done(owner.network().assign(admin.id(), Role.WRITER));
        pipes.pass(SOON);

        haveExactly(pipes, notes, pipes.nodes(), all);
        pipes.done(owner.network().revoke(admin.id()));
        pipes.pass(SOON);
        haveExactly(pipes, notes, List.of(owner, pipes.node(1)), all);
    }

    @Test
    @SimulatedNodes(count = 3)
    void who_opens_a_pipeline_to_fewer_hides_nothing_old_by_a_clock_that_is_behind(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode maker = pipes.node(0);
        List<String> all = write(pipes, notes, pipes.node(2), "long ago");
        pipes.pass(Duration.ofHours(3));
        maker.host().loop().clock().step(Duration.ofDays(-3_650));
        pipes.done(maker.network().assign(pipes.node(1).id(), Role.ADMIN));
        pipes.pass(SOON);
        pipes.done(notes.change(maker, PipelineChange.NOTHING.publishedFrom(Role.ADMIN)));
        pipes.pass(SOON);

        haveExactly(pipes, notes, pipes.nodes(), all);
    }

    static LongStream seeds() {
        return Scale.seeds(3, 200);
    }

    /** From join on each newcomer brings a new key, which may be a moment behind the first packet under it, on any way. */
    @ParameterizedTest
    @MethodSource("seeds")
    void who_may_read_reads_everything_though_keys_change_all_the_time(long seed) {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(8).seed(seed).routed(false).start()) {
            pipes.observed("FormerWritersTest", () -> keysChange(pipes));
        }
    }

    private static void keysChange(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FROM_JOIN);
        pipes.settle();
        Map<SimulatedNode, Notes.Reader> readers = new LinkedHashMap<>();
        pipes.nodes().forEach(node -> readers.put(node, notes.reader(node, From.START, Long.MAX_VALUE)));
        pipes.network()
                .conditions(Conditions.CALM
                        .latency(Latency.between(Duration.ofMillis(5), Duration.ofMillis(400)))
                        .loss(0.1)
                        .reordering(0.2));
        List<String> written = new ArrayList<>();
        for (int newcomer = 0; newcomer < 4; newcomer++) {
            pipes.join(pipes.add());
            for (int i = 0; i < 40; i++) {
                String text = "note " + newcomer + "." + i;
                notes.write(pipes.node(i % 8), text);
                written.add(text);
                pipes.pass(Duration.ofMillis(100));
            }
        }
        assertThat(pipes.eventually(
                        () -> readers.values().stream().allMatch(reader -> reader.messages.size() >= written.size()),
                        Duration.ofMinutes(1)))
                .as(() -> readers.values().stream()
                                .map(reader -> reader.messages.size())
                                .toList() + " of " + written.size())
                .isTrue();
        readers.forEach((node, reader) ->
                assertThat(reader.texts()).as("%s", node).containsExactlyInAnyOrderElementsOf(written));
    }

    private static void haveExactly(
            SimulatedPipes pipes, Notes notes, List<SimulatedNode> members, List<String> expected) {
        pipes.eventually(
                () -> members.stream().allMatch(node -> node.isConnected() && size(notes, node) == expected.size()),
                Duration.ofMinutes(1));
        members.forEach(node ->
                assertThat(notes.read(node)).as("%s; %s", node, pipes).containsExactlyInAnyOrderElementsOf(expected));
        assertThat(members).allSatisfy(node -> assertThat(size(notes, node)).isEqualTo(expected.size()));
    }

    private static long size(Notes notes, SimulatedNode node) {
        return notes.info(node).kept().orElseThrow().packets();
    }

    private static List<String> write(SimulatedPipes pipes, Notes notes, SimulatedNode node, String what) {
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            pipes.done(notes.write(node, what + " " + i));
            written.add(what + " " + i);
        }
        return written;
    }

    private static NodeContext context(SimulatedPipes pipes, SimulatedNode node) {
        Grip grip = new Grip();
        node.running().kernel().add(grip);
        pipes.settle();
        if (grip.context == null) {
            throw new AssertionError("not attached");
        }
        return grip.context;
    }

    private static final class Grip implements NodeExtension {
        private @Nullable NodeContext context;

        @Override
        public String name() {
            return "grip";
        }

        @Override
        public CompletionStage<Attachment> attach(NodeContext given) {
            context = given;
            return CompletableFuture.completedFuture(() -> CompletableFuture.completedFuture(null));
        }
    }
}
