// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.gateway.token.Reach;
import io.pipes.gateway.token.Token;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What connections with one token have together. */
class ShareTest {
    private static final int LONG = 2 << 20;

    private final Share share = Share.of(token("a"));
    private final AtomicLong all = new AtomicLong();

    static Token token(String id) {
        return new Token(id, "name", List.of(), Reach.EVERYWHERE, Optional.empty(), Bytes.EMPTY);
    }

    private RequestRoom room(Share of) {
        RequestRoom room = new RequestRoom(all);
        room.belongsTo(of);
        return room;
    }

    @Test
    void when_connections_of_a_token_have_said_much_each_may_say_little_more() {
        for (int i = 0; i < 6; i++) {
            assertThat(room(share).take(LONG)).isTrue();
        }
        RequestRoom last = room(share);

        assertThat(last.take((int) RequestRoom.FAIR_BYTES + 1)).isFalse();
        assertThat(room(Share.of(token("b"))).take(LONG)).isTrue();
    }

    @Test
    void what_a_stranger_has_said_counts_for_the_token_that_it_shows() {
        RequestRoom room = new RequestRoom(all);
        room.take(1);
        room.belongsTo(share);
        room.free(1);

        assertThat(share.hasMuchUnanswered()).isFalse();
        assertThat(all).hasValue(0);
    }

    @Test
    void the_owner_is_limited_one_by_one_only() {
        Share owners = Share.of(token("owner"));
        for (int i = 0; i < 10; i++) {
            assertThat(room(owners).take(LONG)).isTrue();
        }
        assertThat(owners.queued(Share.MAX_QUEUED_BYTES + 1)).isFalse();
        assertThat(owners.maySubscribe(Share.MAX_SUBSCRIPTIONS)).isTrue();
    }

    @Test
    void what_waits_for_those_of_a_token_adds_up() {
        assertThat(share.queued(Share.MAX_QUEUED_BYTES)).isFalse();
        assertThat(share.queued(1)).isTrue();
        assertThat(share.queued(-1)).isFalse();
    }

    @Test
    void subscriptions_of_those_of_a_token_add_up() {
        assertThat(share.maySubscribe(Share.MAX_SUBSCRIPTIONS - 1)).isTrue();
        assertThat(share.maySubscribe(Share.MAX_SUBSCRIPTIONS)).isFalse();
    }
}
