// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import io.pipes.api.network.Role;
import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.api.pipeline.Retention;
import io.pipes.api.pipeline.Rotation;
import io.pipes.spi.local.LocalPipelines;
import io.pipes.testkit.crypto.KeyOracle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Settings of a pipeline that change while it is used, and what they do to who reads and writes. */
@Tag("simulation")
class PipelineSettingsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final PipelineChange NOTHING = PipelineChange.NOTHING;

    @Test
    @SimulatedNodes(count = 4)
    void changes_made_apart_count_the_same_everywhere(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode owner = pipes.node(0);
        SimulatedNode admin = pipes.node(1);
        pipes.done(owner.network().assign(admin.id(), Role.ADMIN));
        pipes.settle();
        pipes.partition(List.of(owner));
        pipes.pass(SOON);
        pipes.done(notes.change(owner, NOTHING.readFrom(Role.WRITER).note("title", Optional.of("Ours"))));
        pipes.done(notes.change(
                admin,
                NOTHING.with(new Rotation.Every(Duration.ofDays(7)))
                        .note("title", Optional.of("Mine"))
                        .note("colour", Optional.of("red"))));
        pipes.pass(SOON);
        pipes.heal();
        pipes.pass(SOON);

        PipelineSettings expected = NOTHING.readFrom(Role.WRITER)
                .with(new Rotation.Every(Duration.ofDays(7)))
                .note("title", Optional.of("Ours"))
                .note("colour", Optional.of("red"))
                .apply(PipelineSettings.DEFAULT);
        assertThat(pipes.nodes())
                .allSatisfy(node -> assertThat(notes.info(node).settings()).isEqualTo(expected));
        pipes.node(3).crash();
        pipes.node(3).restart();
        pipes.settle();
        assertThat(notes.info(pipes.node(3)).settings()).isEqualTo(expected);
    }

    @Test
    @SimulatedNodes(count = 3)
    void what_an_admin_changed_counts_for_nobody_once_it_was_demoted_at_the_same_time(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode owner = pipes.node(0);
        SimulatedNode admin = pipes.node(1);
        pipes.done(owner.network().assign(admin.id(), Role.ADMIN));
        pipes.settle();
        pipes.done(notes.change(admin, NOTHING.note("title", Optional.of("Before"))));
        pipes.pass(SOON);
        pipes.partition(List.of(admin));
        pipes.pass(SOON);
        pipes.done(owner.network().assign(admin.id(), Role.WRITER));
        pipes.done(notes.change(admin, NOTHING.note("title", Optional.of("Apart"))));
        pipes.pass(SOON);
        pipes.heal();
        pipes.pass(SOON);

        assertThat(pipes.nodes())
                .allSatisfy(node ->
                        assertThat(notes.info(node).settings().metadata()).containsEntry("title", "Before"));
        assertThatThrownBy(() -> pipes.done(notes.change(admin, NOTHING.note("title", Optional.of("Again")))))
                .rootCause()
                .isInstanceOfSatisfying(
                        PipesException.class,
                        refused -> assertThat(refused.code()).isEqualTo(PipesException.Code.DENIED));
    }

    /** That it is void is heard where it is gone already. */
    @Test
    @SimulatedNodes(count = 4)
    void what_an_admin_changed_counts_for_nobody_that_two_removed_one_of_whom_did_not_know_of_it(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode owner = pipes.node(0);
        SimulatedNode gone = pipes.node(1);
        SimulatedNode admin = pipes.node(2);
        pipes.done(owner.network().assign(gone.id(), Role.ADMIN));
        pipes.done(owner.network().assign(admin.id(), Role.ADMIN));
        pipes.settle();
        pipes.partition(List.of(owner));
        pipes.pass(SOON);
        pipes.done(notes.change(gone, NOTHING.note("title", Optional.of("Apart"))));
        pipes.pass(SOON);
        pipes.done(admin.network().revoke(gone.id()));
        pipes.pass(SOON);
        assertThat(notes.info(admin).settings().metadata()).containsEntry("title", "Apart");
        pipes.done(owner.network().revoke(gone.id()));
        pipes.heal();
        pipes.pass(Duration.ofMinutes(1));

        assertThat(List.of(owner, admin, pipes.node(3)))
                .allSatisfy(node ->
                        assertThat(notes.info(node).settings().metadata()).isEmpty());
    }

    @Test
    @SimulatedNodes(count = 2)
    void who_watches_hears_what_there_is_and_what_changes(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, PipelineKind.LIVE, PipelineSettings.DEFAULT);
        List<PipelineInfo> heard = new ArrayList<>();
        SimulatedNode watching = pipes.node(1);
        pipes.done(watching.onLoop(() -> {
            watching.facet(LocalPipelines.class).changes().subscribe(new Watcher(heard));
            return true;
        }));
        pipes.settle();
        pipes.done(notes.change(pipes.node(0), NOTHING.note("title", Optional.of("Ours"))));
        pipes.settle();
        pipes.done(notes.change(pipes.node(0), NOTHING.toPersistent()));
        pipes.settle();
        pipes.done(notes.change(pipes.node(0), NOTHING.note("title", Optional.of("Ours"))));
        pipes.settle();

        assertThat(heard)
                .filteredOn(info -> info.name().equals(Notes.NAME))
                .extracting(info -> info.kind().text() + " " + info.settings().metadata())
                .containsExactly("live {}", "live {title=Ours}", "persistent {title=Ours}");
    }

    /** Takes all it can get. */
    private record Watcher(List<PipelineInfo> heard) implements Flow.Subscriber<PipelineInfo> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(PipelineInfo info) {
            heard.add(info);
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {}
    }

    @Test
    @SimulatedNodes(count = 3)
    void a_role_that_is_not_enough_to_publish_is_told_which_one_is(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, PipelineKind.PERSISTENT, PipelineSettings.DEFAULT.publishedFrom(Role.ADMIN));
        SimulatedNode writer = pipes.node(1);

        assertDenied(pipes, notes, writer, "needs the role admin, and its role is writer");
        pipes.done(pipes.node(0).network().assign(writer.id(), Role.ADMIN));
        pipes.settle();
        pipes.done(notes.write(writer, "as an admin"));
        pipes.pass(SOON);
        pipes.done(notes.change(pipes.node(0), NOTHING.publishedFrom(Role.OWNER)));
        pipes.settle();
        assertDenied(pipes, notes, writer, "needs the role owner, and its role is admin");
        pipes.done(
                notes.change(pipes.node(0), NOTHING.publishedFrom(Role.WRITER).readFrom(Role.OWNER)));
        pipes.settle();
        assertThat(notes.find(writer))
                .as("it is no business of who may not read it")
                .isEmpty();
    }

    private static void assertDenied(SimulatedPipes pipes, Notes notes, SimulatedNode node, String sentence) {
        assertThatThrownBy(() -> pipes.done(notes.write(node, "all the same")))
                .rootCause()
                .isInstanceOfSatisfying(
                        PipesException.class,
                        denied -> assertThat(denied.code()).isEqualTo(PipesException.Code.DENIED))
                .hasMessageContaining(sentence);
    }

    @Test
    @SimulatedNodes(count = 4, suite = Suite.PIPES1)
    void who_is_below_the_read_role_cannot_read_what_comes_then_and_is_a_newcomer_when_it_rises(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FROM_JOIN);
        SimulatedNode reader = pipes.node(3);
        pipes.done(pipes.node(0).network().assign(reader.id(), Role.READER));
        pipes.settle();
        pipes.done(notes.write(pipes.node(1), "for all"));
        pipes.done(notes.change(pipes.node(0), NOTHING.readFrom(Role.WRITER)));
        pipes.pass(SOON);
        int before = pipes.oracle().sealed().size();
        pipes.done(notes.write(pipes.node(1), "for writers"));
        List<KeyOracle.SealedPacket> shut = sealedSince(pipes, before);
        pipes.done(pipes.node(0).network().assign(reader.id(), Role.WRITER));
        pipes.pass(SOON);
        pipes.done(notes.write(pipes.node(1), "again for all"));
        pipes.pass(SOON);

        assertThat(shut)
                .isNotEmpty()
                .allSatisfy(packet -> assertThat(pipes.oracle().readers(packet))
                        .containsExactlyInAnyOrder("node-0", "node-1", "node-2"));
        assertThat(notes.read(reader)).containsExactly("for all", "again for all");
        assertThat(notes.read(pipes.node(2))).containsExactly("for all", "for writers", "again for all");
    }

    @Test
    @SimulatedNodes(count = 2, suite = Suite.PIPES1)
    void who_joins_after_the_policy_has_changed_is_given_what_it_says_then(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FROM_JOIN);
        pipes.done(notes.write(pipes.node(0), "one"));
        Optional<String> first = notes.info(pipes.node(0)).epoch();
        pipes.done(notes.change(pipes.node(0), NOTHING.with(HistoryPolicy.FULL)));
        pipes.pass(SOON);
        Optional<String> second = notes.info(pipes.node(0)).epoch();
        pipes.done(notes.write(pipes.node(0), "two"));

        SimulatedNode late = pipes.add();
        pipes.join(late);
        pipes.pass(SOON);

        assertThat(second).as("a fresh key").isPresent().isNotEqualTo(first);
        assertThat(notes.read(late)).containsExactly("one", "two");
    }

    @Test
    @SimulatedNodes(count = 2)
    void a_key_lasts_as_long_as_is_said(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        Set<Optional<String>> before = keysOfADay(pipes, notes);
        pipes.done(notes.change(pipes.node(0), NOTHING.with(new Rotation.Every(Duration.ofHours(6)))));
        Set<Optional<String>> after = keysOfADay(pipes, notes);

        assertThat(before).hasSize(1);
        assertThat(after).hasSizeBetween(4, 5);
        assertThat(notes.read(pipes.node(1))).hasSize(48);
    }

    private static Set<Optional<String>> keysOfADay(SimulatedPipes pipes, Notes notes) {
        Set<Optional<String>> keys = new HashSet<>();
        for (int hour = 0; hour < 24; hour++) {
            pipes.done(notes.write(pipes.node(0), "an hour"));
            pipes.pass(Duration.ofHours(1));
            keys.add(notes.info(pipes.node(0)).epoch());
        }
        return keys;
    }

    @Test
    @SimulatedNodes(count = 3)
    void retention_that_is_changed_drops_what_is_too_much_on_all_nodes(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            pipes.done(notes.write(pipes.node(i % 3), "note " + i));
            written.add("note " + i);
            pipes.pass(Duration.ofSeconds(1));
        }
        pipes.done(notes.change(pipes.node(0), NOTHING.with(new Retention.Packets(5))));
        pipes.pass(Duration.ofMinutes(1));
        assertThat(pipes.nodes())
                .allSatisfy(node -> assertThat(notes.read(node)).containsExactlyElementsOf(written.subList(7, 12)));

        pipes.done(notes.change(pipes.node(0), NOTHING.with(Retention.ALL)));
        pipes.pass(SOON);
        for (int i = 0; i < 6; i++) {
            pipes.done(notes.write(pipes.node(0), "more " + i));
        }
        SimulatedNode late = pipes.add();
        pipes.join(late);
        pipes.pass(Duration.ofMinutes(1));

        assertThat(notes.read(late)).as("what is left, and all that came").hasSize(11);
    }

    /** Nobody has what those have dropped who had heard of it. */
    @Test
    @SimulatedNodes(count = 4)
    void what_was_dropped_by_a_change_that_is_void_is_not_waited_for(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode admin = pipes.node(1);
        pipes.done(pipes.node(0).network().assign(admin.id(), Role.ADMIN));
        pipes.settle();
        pipes.partition(List.of(admin, pipes.node(2)));
        pipes.pass(SOON);
        pipes.done(notes.change(admin, NOTHING.with(new Retention.Packets(5))));
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            pipes.done(notes.write(pipes.node(2), "note " + i));
            written.add("note " + i);
        }
        pipes.pass(Duration.ofMinutes(1));
        pipes.done(pipes.node(0).network().assign(admin.id(), Role.WRITER));
        pipes.pass(SOON);
        pipes.heal();
        pipes.pass(SOON);
        SimulatedNode late = pipes.add();
        pipes.join(late);
        pipes.pass(SOON);

        assertThat(pipes.nodes()).allSatisfy(node -> {
            assertThat(notes.info(node).settings().retention()).isEqualTo(Retention.ALL);
            assertThat(notes.read(node)).containsExactlyElementsOf(written.subList(7, 12));
        });
    }

    private static List<KeyOracle.SealedPacket> sealedSince(SimulatedPipes pipes, int before) {
        List<KeyOracle.SealedPacket> sealed = pipes.oracle().sealed();
        return List.copyOf(sealed.subList(before, sealed.size()));
    }
}
