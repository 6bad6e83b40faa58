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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PreviewsTest {
    private final LoneHistory lone = new LoneHistory(Retention.ALL, 30);
    private final History history = lone.history;
    private final NodeId author = lone.authors.get(0);
    private final Fetching fetching = new Fetching(lone.node.loop(), () -> 5);
    private final Previews previews = new Previews(lone.node.loop(), () -> List.of(history), fetching, behind -> true);
    private final Peer peer = new Peer();
    private final Peer other = new Peer(LoneNode.SELF);

    private CompletableFuture<Void> look() {
        return previews.look(history, 20).toCompletableFuture();
    }

    private Questions.Question answered(Peer by, boolean last) {
        return fetching.questions().heard(by, history.routeTag(), author, last).orElseThrow();
    }

    /** It says to have more than anybody of everybody, and that is all it says. */
    @Test
    void nobody_waits_for_a_silent_peer_to_have_room_for_more_questions() {
        lone.authors.forEach(one -> fetching.offered(history, one, 1, 1L << 40, peer));
        CompletableFuture<Void> first = look();
        lone.node.passes(Duration.ofSeconds(3));
        assertThat(first).isCompleted();

        CompletableFuture<Void> second = look();
        lone.node.passes(Duration.ofMillis(500));

        assertThat(second).isCompleted();
        assertThat(peer.sent).hasSize(16);
    }

    @Test
    void who_was_silent_is_asked_last() {
        fetching.offered(history, author, 1, 1L << 40, peer);
        look();
        lone.node.passes(Duration.ofSeconds(3));
        fetching.offered(history, author, 1, 100, other);

        look();

        assertThat(peer.sent).hasSize(1);
        assertThat(other.sent).hasSize(1);
    }

    /** Each message holds together by itself. */
    @Test
    void an_answer_that_leaves_out_packets_between_two_messages_is_not_taken() {
        List<Packet> written = lone.side(List.of(), 1, 100, 0);
        fetching.offered(history, author, 1, 100, peer);
        CompletableFuture<Void> look = look();

        previews.heard(peer, answered(peer, false), written.subList(84, 90), false);
        previews.heard(peer, answered(peer, true), written.subList(92, 100), true);
        lone.passes();

        assertThat(look).isCompleted();
        assertThat(history.preview().bytes()).isZero();
    }
}
