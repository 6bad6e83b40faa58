// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.pipeline.Retention;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.Peer;
import io.pipes.pipeline.history.History;
import io.pipes.pipeline.history.LoneHistory;
import io.pipes.pipeline.packet.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FetchingTest {
    private static final Duration MORE_THAN_PATIENCE = Duration.ofSeconds(16);

    private final LoneHistory lone = new LoneHistory(new Retention.Packets(100), 5);
    private final History history = lone.history;
    private final NodeId author = lone.authors.get(0);
    private final List<Packet> written = lone.side(List.of(), 1, 60, 0);
    private final Fetching fetching = new Fetching(lone.node.loop(), () -> 5);
    private final Peer peer = new Peer();
    private final Peer other = new Peer();

    /** The oldest one that a peer has not answered, about the first author. */
    private Questions.Question question(Peer asked, boolean last) {
        return question(asked, author, last);
    }

    private Questions.Question question(Peer asked, NodeId about, boolean last) {
        return fetching.questions()
                .heard(asked, history.routeTag(), about, last)
                .orElseThrow();
    }

    /** It says so of each author, answers about one of them without end, and others have nothing to do. */
    @Test
    void who_passes_over_a_question_and_answers_later_ones_is_not_waited_for() {
        NodeId second = lone.authors.get(1);
        fetching.offered(history, author, 1, 60, peer);
        fetching.assign();
        fetching.offered(history, second, 1, 60, peer);
        fetching.offered(history, author, 1, 60, other);
        fetching.assign();
        assertThat(other.sent).isEmpty();

        for (int i = 0; i < 5; i++) {
            lone.node.passes(Duration.ofSeconds(2));
            fetching.brought(peer, question(peer, second, false));
        }

        assertThat(other.sent).containsExactly(new SyncMessage.AskRun(history.routeTag(), author, 1, 16).encode());
    }

    @Test
    void who_answers_one_question_after_the_other_has_forgotten_none_of_them() {
        NodeId second = lone.authors.get(1);
        fetching.offered(history, author, 1, 60, peer);
        fetching.assign();
        fetching.offered(history, second, 1, 60, peer);
        fetching.offered(history, second, 1, 60, other);
        fetching.assign();
        other.sent.clear();

        for (int i = 0; i < 5; i++) {
            lone.node.passes(Duration.ofSeconds(2));
            fetching.brought(peer, question(peer, false));
        }

        assertThat(other.sent).isEmpty();
    }

    @Test
    void who_brings_what_all_wait_for_by_dribs_and_drabs_is_not_waited_for_if_somebody_else_has_nothing_to_do() {
        fetching.offered(history, author, 1, 60, peer);
        fetching.offered(history, author, 1, 60, other);
        fetching.assign();
        assertThat(other.sent).isEmpty();

        for (int seq = 1; seq <= 12; seq++) {
            lone.node.passes(Duration.ofSeconds(3));
            history.take(written.subList(seq - 1, seq), LoneNode.SELF);
            fetching.brought(peer, question(peer, false));
        }

        assertThat(other.sent).hasSize(1);
    }

    @Test
    void what_nobody_can_be_asked_for_does_not_count_as_being_fetched() {
        lone.authors.forEach(one -> fetching.offered(history, one, 1, 10, peer));
        fetching.assign();
        assertThat(peer.sent).as("so many as it answers at once").hasSize(4);
        assertThat(fetching.isBusy(history)).isTrue();

        lone.node.passes(MORE_THAN_PATIENCE);

        assertThat(peer.sent).hasSize(4);
        assertThat(fetching.isBusy(history)).isFalse();
    }

    @Test
    void patience_before_a_jump_begins_when_nobody_is_there_any_more_who_has_what_it_passes_over() {
        fetching.offered(history, author, 50, 60, other);
        fetching.offered(history, author, 1, 60, peer);
        fetching.assign();
        for (int i = 0; i < 200; i++) {
            lone.node.passes(Duration.ofSeconds(5));
            fetching.brought(peer, question(peer, false));
        }

        fetching.closed(peer);
        lone.node.passes(Duration.ofMinutes(9));
        assertThat(other.sent).isEmpty();

        lone.node.passes(Duration.ofMinutes(2));
        assertThat(other.sent).hasSize(1);
    }

    @Test
    void a_jump_is_allowed_as_long_as_it_is_asked_for() {
        fetching.offered(history, author, 50, 60, other);
        fetching.assign();
        lone.node.passes(Duration.ofMinutes(11));
        assertThat(other.sent).hasSize(1);

        fetching.closed(other);

        assertThat(history.take(written.subList(49, 60), LoneNode.SELF)).isEqualTo(History.Taken.DIFFERENT);
        assertThat(history.last(author)).isZero();
    }

    @Test
    void nobody_else_is_asked_for_what_a_peer_has_brought_that_has_gone() {
        history.take(written.subList(0, 10), LoneNode.SELF);
        fetching.offered(history, author, 1, 60, peer);
        fetching.offered(history, author, 1, 60, other);
        fetching.assign();
        assertThat(peer.sent).hasSize(1);

        fetching.leaving(peer);
        fetching.assign();
        history.take(written.subList(10, 30), LoneNode.SELF);
        fetching.answered(peer, question(peer, true));
        assertThat(other.sent).isEmpty();

        fetching.closed(peer);
        assertThat(other.sent).containsExactly(new SyncMessage.AskRun(history.routeTag(), author, 31, 30).encode());
    }

    @Test
    void several_peers_are_asked_for_parts_that_follow_each_other() {
        history.take(written.subList(0, 10), LoneNode.SELF);
        fetching.offered(history, author, 1, 100_000, peer);
        fetching.offered(history, author, 1, 100_000, other);
        fetching.assign();

        assertThat(peer.sent).hasSize(3);
        assertThat(other.sent).hasSize(3);
        long part = (256 << 10) / history.meanBytes(author);
        List<SyncMessage.AskRun> asked = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            asked.add(new SyncMessage.AskRun(history.routeTag(), author, 11 + i * part, (int) part));
        }
        assertThat(Stream.concat(peer.sent.stream(), other.sent.stream()))
                .containsExactlyInAnyOrderElementsOf(
                        asked.stream().map(SyncMessage::encode).toList());
    }

    @Test
    void what_a_peer_does_not_give_another_one_is_asked_for() {
        history.take(written.subList(0, 10), LoneNode.SELF);
        long part = (256 << 10) / history.meanBytes(author);
        fetching.offered(history, author, 1, 10 + 2 * part, peer);
        fetching.offered(history, author, 1, 10 + 2 * part, other);
        fetching.assign();
        assertThat(peer.sent).hasSize(1);
        assertThat(other.sent).hasSize(1);

        fetching.answered(peer, question(peer, true));

        assertThat(peer.sent).as("it has nothing of what it said").hasSize(1);
        assertThat(other.sent).endsWith(new SyncMessage.AskRun(history.routeTag(), author, 11, (int) part).encode());
    }

    /** It is behind, or has them from one member only itself. */
    @Test
    void who_has_nothing_to_say_about_stubs_is_asked_about_ever_fewer_of_them() {
        LoneHistory latest = new LoneHistory(new Retention.Latest(Duration.ZERO), 2);
        NodeId of = latest.authors.get(0);
        List<Packet> stubs = latest.side(List.of(), 1, 5_000, 0).stream()
                .map(packet -> packet.stub(latest.node.suite()))
                .toList();
        latest.history.take(stubs, latest.authors.get(1));
        latest.passes();

        fetching.offered(latest.history, of, Fetching.UNKNOWN, 5_000, peer);
        fetching.assign();
        for (int answered = 0; answered < peer.sent.size(); answered++) {
            fetching.answered(
                    peer,
                    fetching.questions().heard(peer, LoneHistory.TAG, of, true).orElseThrow());
        }

        assertThat(peer.sent)
                .containsExactlyElementsOf(Stream.of(1, 1_025, 3_073)
                        .map(from -> new SyncMessage.AskRun(LoneHistory.TAG, of, from, 1_024).encode())
                        .toList());
    }

    @Test
    void what_was_asked_for_may_jump() {
        fetching.offered(history, author, 50, 60, other);
        fetching.assign();
        lone.node.passes(Duration.ofMinutes(11));

        assertThat(history.take(written.subList(49, 60), LoneNode.SELF)).isEqualTo(History.Taken.SOME);
        assertThat(history.last(author)).isEqualTo(60);
    }
}
