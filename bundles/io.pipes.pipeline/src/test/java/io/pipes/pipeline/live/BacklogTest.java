// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.pipeline.Peer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final int PACKET = 64 << 10;

    private final Backlog backlog = new Backlog();
    private final Peer flooding = new Peer();
    private final Peer honest = new Peer();

    @Test
    void one_who_floods_is_held_back_and_the_others_are_not() {
        int begun = flood(flooding, Backlog.MUCH);
        backlog.begun(honest, PACKET);

        assertThat(flooding.paused).isTrue();
        assertThat(honest.paused).isFalse();

        for (; begun > 0; begun--) {
            backlog.done(flooding, PACKET);
        }
        assertThat(flooding.paused).isFalse();
    }

    @Test
    void much_from_one_alone_is_no_reason() {
        backlog.begun(flooding, (int) Backlog.MUCH);

        assertThat(flooding.paused).isFalse();
    }

    @Test
    void many_who_each_keep_to_their_share_are_held_back_together_at_last() {
        List<Peer> many = new ArrayList<>();
        for (long all = 0; all <= Backlog.TOO_MUCH; all += Backlog.SHARE) {
            Peer peer = new Peer();
            many.add(peer);
            backlog.begun(peer, (int) Backlog.SHARE);
        }
        backlog.begun(honest, 1);

        assertThat(honest.paused).isTrue();

        many.forEach(peer -> backlog.done(peer, (int) Backlog.SHARE));
        assertThat(honest.paused).isFalse();
    }

    @Test
    void one_who_went_is_not_spoken_to_any_more() {
        flood(flooding, Backlog.MUCH);
        backlog.closed(flooding);
        backlog.done(flooding, PACKET);

        assertThat(flooding.paused).isTrue();
    }

    private int flood(Peer peer, long bytes) {
        int packets = (int) (bytes / PACKET) + 1;
        for (int i = 0; i < packets; i++) {
            backlog.begun(peer, PACKET);
        }
        return packets;
    }
}
