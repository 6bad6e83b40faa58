// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.message.Content;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.Peer;
import io.pipes.pipeline.held.HeldRules;
import io.pipes.spi.node.LinkWishes;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LinkWishesTest {
    private static final NodeId FAR = NodeId.of(Bytes.wrap(new byte[NodeId.SIZE]));

    private final LoneNode node = new LoneNode(FAR);
    private final DirectMessages messages = new DirectMessages(node, HeldRules.DEFAULT);

    @Test
    void who_has_something_to_say_and_no_link_asks_for_one_once() {
        messages.send(FAR, Content.text("one"));
        messages.send(FAR, Content.text("two"));
        node.passes(Duration.ofSeconds(1));
        messages.send(FAR, Content.text("three"));
        node.passes(Duration.ofSeconds(1));

        assertThat(node.wanted).containsExactly(FAR);
    }

    @Test
    void who_has_nothing_to_say_asks_for_nothing() {
        Peer link = new Peer();
        messages.opened(link);
        messages.closed(link);
        node.passes(Duration.ofMinutes(5));

        assertThat(node.wanted).isEmpty();
    }

    @Test
    void while_there_is_a_link_no_other_is_asked_for_and_when_it_ends_with_something_unconfirmed_at_once() {
        Peer link = new Peer();
        messages.opened(link);
        messages.send(FAR, Content.text("hello"));
        node.passes(Duration.ofMinutes(1));
        assertThat(node.wanted).isEmpty();

        messages.closed(link);
        node.passes(Duration.ofMillis(1));

        assertThat(node.wanted).containsExactly(FAR);
    }

    @Test
    void each_link_that_ends_too_early_makes_it_ask_once_more() {
        messages.send(FAR, Content.text("hello"));
        node.passes(Duration.ofMillis(1));
        for (int ended = 0; ended < 3; ended++) {
            Peer link = new Peer();
            messages.opened(link);
            messages.closed(link);
            node.passes(Duration.ofMillis(1));
        }

        assertThat(node.wanted).hasSize(4);
    }

    @Test
    void what_waits_long_is_asked_for_again_now_and_then() {
        messages.send(FAR, Content.text("hello"));
        node.passes(LinkWishes.AGAIN.multipliedBy(3).plusSeconds(1));

        assertThat(node.wanted).hasSize(4);
    }

    @Test
    void nothing_is_asked_for_after_the_end() {
        messages.send(FAR, Content.text("hello"));
        messages.finish();
        node.passes(Duration.ofMinutes(5));

        assertThat(node.wanted).isEmpty();
    }
}
