// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.Role;
import io.pipes.api.pipeline.Retention;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.Membership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {
    private final LoneHistory lone = new LoneHistory(Retention.ALL, 1);
    private final History history = lone.history;
    private final NodeId author = lone.authors.get(0);
    /** What the author wrote first. */
    private final List<Packet> written = side(List.of(), 1, 60, 0);

    @BeforeEach
    void takes_what_was_written_first() {
        history.take(written, LoneNode.SELF);
        lone.passes();
    }

    private List<Packet> side(List<Packet> before, int first, int last, long earlier) {
        return lone.side(before, first, last, earlier);
    }

    private boolean after(CompletionStage<Boolean> replacing) {
        CompletableFuture<Boolean> replaced = replacing.toCompletableFuture();
        lone.passes();
        return replaced.join();
    }

    /** What is here of the author now, each the successor of the one before. */
    private List<Bytes> here() {
        CompletableFuture<List<Bytes>> run = history.run(author, 1, 200).toCompletableFuture();
        lone.passes();
        return run.join();
    }

    private static List<Bytes> encoded(List<Packet> begin, int upTo, List<Packet> rest) {
        List<Bytes> all = new ArrayList<>();
        begin.subList(0, upTo).forEach(packet -> all.add(packet.encoded()));
        rest.forEach(packet -> all.add(packet.encoded()));
        return all;
    }

    @Test
    void a_side_that_counts_takes_the_place_of_what_is_here() {
        List<Packet> theirs = side(written, 50, 70, 1);

        assertThat(after(history.replace(theirs))).isTrue();

        assertThat(here()).isEqualTo(encoded(written, 49, theirs));
    }

    /** Three sides: what was compared with the first one is not here any more when its turn comes. */
    @Test
    void a_side_that_parted_from_what_is_gone_by_now_is_not_taken() {
        List<Packet> third = side(written, 40, 70, 2);
        List<Packet> second = side(written, 50, 70, 3);
        assertThat(after(history.replace(third))).isTrue();

        assertThat(after(history.replace(second))).isFalse();

        assertThat(here()).isEqualTo(encoded(written, 39, third));
    }

    @Test
    void a_side_that_does_not_count_any_more_when_its_turn_comes_is_not_taken() {
        List<Packet> second = side(written, 50, 70, 2);
        assertThat(after(history.replace(second))).isTrue();

        assertThat(after(history.replace(side(written, 50, 70, 1)))).isFalse();

        assertThat(here()).isEqualTo(encoded(written, 49, second));
    }

    @Test
    void of_a_former_writer_nothing_goes_before_an_admin_has_said_what_counts() {
        List<Packet> theirs = side(written, 50, 70, 1);
        OperationId removal = OperationId.of(LoneHistory.ZEROS);
        lone.node.formerWriters.put(author, List.of(new Membership.Ending(removal, 0)));

        assertThat(after(history.replace(theirs))).isFalse();
        assertThat(here()).isEqualTo(encoded(written, 60, List.of()));

        CutStatement said = new CutStatement(
                author,
                removal,
                Map.of(LoneHistory.TAG, new Cut(65, theirs.get(15).id().bytes())));
        lone.cuts.take(
                new Membership.Statement(removal, LoneNode.SELF, Role.ADMIN, 0, CutStatement.KIND, said.encode()));
        assertThat(after(history.replace(theirs))).isTrue();
        assertThat(here()).isEqualTo(encoded(written, 49, theirs.subList(0, 16)));
    }

    private void damage(long seq) {
        HistoryStore.Dropped lost = new HistoryStore.Dropped(new Chain(author), seq, 0);
        lone.store.commit(new HistoryStore.Step(List.of(), List.of(lost), Map.of(), List.of()));
        lone.passes();
        history.repair().miss(author, seq);
    }

    /** Up to where both are the same, as far as that can be said. */
    private Optional<Long> same(List<Packet> theirs) {
        CompletableFuture<Optional<Branches.Comparison>> compared =
                history.branches().compare(theirs).toCompletableFuture();
        lone.passes();
        return compared.join().map(Branches.Comparison::same);
    }

    /** Else both would have another chain for good: whose clock was earlier where they part nobody can tell any more. */
    @ParameterizedTest
    @ValueSource(longs = {-1, 1})
    void where_chains_part_at_a_damaged_packet_the_other_side_is_taken(long earlier) {
        List<Packet> theirs = side(written, 50, 70, earlier);
        damage(50);

        List<Packet> inside = new ArrayList<>(written.subList(44, 49));
        inside.addAll(theirs);
        assertThat(same(inside)).contains(49L);
        assertThat(same(theirs)).contains(49L);
        assertThat(after(history.replace(theirs))).isTrue();

        assertThat(here()).isEqualTo(encoded(written, 49, theirs));
    }

    @Test
    void where_the_last_packet_is_damaged_its_id_says_whether_chains_part() {
        List<Packet> theirs = side(written, 60, 61, -1);
        damage(60);

        assertThat(after(history.replace(written.subList(59, 60)))).isFalse();
        assertThat(after(history.replace(theirs))).isTrue();

        assertThat(here()).isEqualTo(encoded(written, 59, theirs));
    }

    @Test
    void what_is_behind_a_damaged_packet_says_that_it_was_the_same() {
        damage(50);
        damage(51);

        assertThat(same(written.subList(44, 60))).contains(60L);
        assertThat(same(written.subList(49, 51))).contains(51L);
        assertThat(after(history.replace(written.subList(49, 60)))).isFalse();
    }

    /** As earlier versions could leave it, of three sides. */
    @Test
    void what_does_not_continue_what_is_before_it_makes_room() {
        List<Packet> third = side(written, 40, 60, 1);
        List<HistoryStore.Arrival> broken = third.subList(10, 21).stream()
                .map(packet -> new HistoryStore.Arrival(packet, 0, false))
                .toList();
        lone.store.commit(new HistoryStore.Step(broken, List.of(), Map.of(), List.of()));
        lone.passes();

        assertThat(after(history.replace(written.subList(49, 60)))).isTrue();

        assertThat(here()).isEqualTo(encoded(written, 60, List.of()));
    }

    @Test
    void stubs_are_not_taken_where_everything_is_kept_and_nothing_is_lost_by_them() {
        List<Packet> more = side(written, 61, 70, 0);
        List<Packet> withStubs = new ArrayList<>(more);
        withStubs.set(3, more.get(3).stub(lone.node.suite()));

        assertThat(history.take(withStubs, LoneNode.SELF)).isEqualTo(History.Taken.SOME);
        lone.passes();
        assertThat(history.last(author)).isEqualTo(63);
        assertThat(history.take(withStubs.subList(3, 10), LoneNode.SELF)).isEqualTo(History.Taken.NOTHING);

        history.take(more, LoneNode.SELF);
        lone.passes();
        assertThat(here()).isEqualTo(encoded(written, 60, more));
    }

    @Test
    void stubs_are_chained_counted_and_given_to_others_where_the_latest_of_each_key_is_kept() {
        LoneHistory latest = new LoneHistory(new Retention.Latest(Duration.ZERO), 1);
        List<Packet> all = latest.side(List.of(), 1, 10, 0);
        List<Packet> some = all.stream()
                .map(packet -> packet.header().seq() % 3 == 0 ? packet : packet.stub(latest.node.suite()))
                .toList();

        latest.history.take(some, LoneNode.SELF);
        latest.passes();
        CompletableFuture<List<Bytes>> run =
                latest.history.run(latest.authors.get(0), 1, 200).toCompletableFuture();
        latest.passes();

        assertThat(run.join()).isEqualTo(some.stream().map(Packet::encoded).toList());
        assertThat(latest.history.packets()).isEqualTo(10);
        assertThat(latest.history.chains().bytes())
                .isEqualTo(some.stream().mapToLong(one -> one.encoded().size()).sum());
    }
}
