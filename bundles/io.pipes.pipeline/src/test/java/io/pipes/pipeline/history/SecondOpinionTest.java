// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.pipeline.Retention;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.storage.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a member gives as stubs others are asked for, until one of them has given it whole or says the same. */
class SecondOpinionTest {
    private final LoneHistory lone = new LoneHistory(new Retention.Latest(Duration.ZERO), 4);
    private final History history = lone.history;
    private final NodeId author = lone.authors.get(0);
    private final NodeId giver = lone.authors.get(1);
    private final NodeId other = lone.authors.get(2);
    private final List<Packet> written = lone.side(List.of(), 1, 20, 0);
    private final List<Packet> stubs = stubs(written);

    private List<Packet> stubs(List<Packet> whole) {
        return whole.stream().map(packet -> packet.stub(lone.node.suite())).toList();
    }

    private void take(List<Packet> run, NodeId from) {
        history.take(run, from);
        lone.passes();
    }

    private Optional<Missing> wantedOf(NodeId member) {
        return history.wanted(author, 1, 100, member);
    }

    private static Optional<Missing> some(long first, long last) {
        return Optional.of(new Missing(first, last));
    }

    private List<Bytes> here() {
        CompletableFuture<List<Bytes>> run = history.run(author, 1, 200).toCompletableFuture();
        lone.passes();
        return run.join();
    }

    private static List<Bytes> encoded(List<Packet> packets) {
        return packets.stream().map(Packet::encoded).toList();
    }

    @Test
    void what_another_member_has_whole_takes_the_place_of_stubs() {
        take(stubs, giver);
        assertThat(wantedOf(giver)).isEmpty();
        assertThat(wantedOf(other)).isEqualTo(some(1, 20));

        take(written.subList(0, 10), other);
        assertThat(here()).startsWith(encoded(written.subList(0, 10)).toArray(Bytes[]::new));
        assertThat(wantedOf(other)).isEqualTo(some(11, 20));

        take(stubs.subList(10, 20), other);
        assertThat(history.withDamage()).isEmpty();
    }

    @Test
    void stubs_that_are_not_taken_are_nothing_to_ask_for() {
        assertThat(history.take(stubs.subList(15, 20), giver)).isEqualTo(History.Taken.DIFFERENT);

        assertThat(history.withDamage()).isEmpty();
    }

    /** Both may wait for the disk together. */
    @Test
    void what_comes_whole_before_its_stub_is_durable_is_asked_for_again() {
        history.take(stubs, giver);
        history.take(written, other);
        lone.passes();
        assertThat(wantedOf(other)).isEqualTo(some(1, 20));

        take(written, other);
        assertThat(history.withDamage()).isEmpty();
        assertThat(here()).isEqualTo(encoded(written));
    }

    @Test
    void what_comes_whole_twice_at_once_counts_once() {
        take(stubs, giver);
        Chain chain = history.chains().of(author);
        chain.floor(new Chain.Floor(1, 100_000));

        history.take(written.subList(0, 10), other);
        history.take(written.subList(0, 10), lone.authors.get(3));
        lone.passes();

        assertThat(chain.floor().bytes()).isEqualTo(100_000 - bytes(written, 10) + bytes(stubs, 10));
        assertThat(wantedOf(other)).isEqualTo(some(11, 20));
    }

    private static long bytes(List<Packet> packets, int count) {
        return packets.stream()
                .limit(count)
                .mapToLong(packet -> packet.encoded().size())
                .sum();
    }

    @Test
    void what_comes_whole_and_cannot_be_stored_is_asked_for_again() {
        take(stubs, giver);
        lone.node.fails(StoreException.Reason.FULL);
        take(written, other);

        assertThat(history.repair().isWhole()).as("the stubs are there still").isTrue();
        assertThat(wantedOf(other)).isEqualTo(some(1, 20));
        assertThat(here()).isEqualTo(encoded(stubs));
    }

    @Test
    void nothing_is_put_back_by_who_has_been_replaced() {
        take(stubs, giver);
        history.take(written, other);
        history.finish();
        lone.passes();

        assertThat(here()).isEqualTo(encoded(stubs));
    }

    /** Who publishes it might have made the other side; who has given it is not known any more. */
    @Test
    void for_stubs_of_the_side_of_a_fork_that_counts_nobody_vouches() {
        take(written, giver);
        history.replace(stubs(lone.side(written, 11, 20, 1)));
        lone.passes();

        for (NodeId member : lone.authors) {
            assertThat(wantedOf(member)).isEqualTo(some(11, 20));
        }
    }

    @Test
    void what_is_taken_away_needs_no_second_opinion() {
        take(stubs, giver);
        history.replace(lone.side(written, 11, 25, 1));
        lone.passes();

        assertThat(wantedOf(other)).isEqualTo(some(1, 10));
    }

    @Test
    void what_is_not_kept_any_more_needs_none_either() {
        List<Packet> more = lone.side(List.of(), 1, 45, 0).subList(40, 45);
        take(stubs, giver);
        history.mayJump(author, 41);
        take(more, giver);

        assertThat(history.last(author)).isEqualTo(45);
        assertThat(history.withDamage()).isEmpty();
    }

    @Test
    void a_file_confirms_nothing() {
        take(stubs, giver);

        assertThat(history.take(stubs, LoneNode.SELF)).isEqualTo(History.Taken.NOTHING);

        lone.passes();
        assertThat(wantedOf(other)).isEqualTo(some(1, 20));
    }

    @Test
    void what_the_disk_has_damaged_comes_back_as_a_stub_only_if_two_say_so() {
        take(written, giver);
        HistoryStore.Dropped lost = new HistoryStore.Dropped(new Chain(author), 5, 0);
        lone.store.commit(new HistoryStore.Step(List.of(), List.of(lost), Map.of(), List.of()));
        lone.passes();
        history.repair().miss(author, 5);

        take(stubs.subList(4, 5), giver);
        assertThat(history.repair().isWhole()).isTrue();
        assertThat(wantedOf(other)).isEqualTo(some(5, 5));

        take(written.subList(4, 5), other);
        assertThat(here()).isEqualTo(encoded(written));
        assertThat(history.withDamage()).isEmpty();
    }
}
