// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.api.PipesException;
import io.pipes.api.message.Message;
import io.pipes.gateway.method.Rows;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Recording;
import io.pipes.testkit.time.ManualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A feed that tells of several messages at once. */
class BatchesTest {
    private final ManualClock clock = new ManualClock();
    private final Recording outlet = new Recording();
    private final Client client = new Client(outlet);
    private final Tap tap = new Tap();

    private Feed<Message> begin(Feed.Kind kind, long window, int most) {
        Batches<Message> batches = new Batches<>(
                client, "s1", most, Rows::message, message -> message.content().size());
        Feed<Message> feed = new Feed<>("s1", kind, window, client, batches, () -> tap, clock);
        feed.begin();
        return feed;
    }

    /** What the node's thread does next. */
    private void goOn() {
        clock.advance(Duration.ZERO);
    }

    /** How many messages each notification has; 0 for another one. */
    private List<Integer> sizes() {
        return outlet.sent.stream()
                .map(sent -> sent.at("/params/messages").size())
                .toList();
    }

    private List<String> methods() {
        return outlet.sent.stream().map(sent -> sent.get("method").asText()).toList();
    }

    @Test
    void what_is_there_at_once_comes_together_and_in_order() {
        begin(Feed.Kind.SKIPPING, 100, 10);

        tap.pour(3);
        goOn();
        tap.pour(1);
        goOn();

        assertThat(sizes()).containsExactly(3, 1);
        JsonNode first = outlet.sent.get(0);
        assertThat(first.get("method").asText()).isEqualTo("messages");
        assertThat(first.at("/params/subscription").asText()).isEqualTo("s1");
        assertThat(first.at("/params/messages"))
                .extracting(message -> message.get("message").asText())
                .containsExactly(Tap.name(1), Tap.name(2), Tap.name(3));
    }

    @Test
    void no_more_come_together_than_are_wanted() {
        begin(Feed.Kind.SKIPPING, 100, 10);

        tap.pour(25);
        assertThat(sizes()).containsExactly(10, 10);
        goOn();

        assertThat(sizes()).containsExactly(10, 10, 5);
    }

    @Test
    void long_ones_do_not_come_together() {
        tap.content = "x".repeat(100_000);
        begin(Feed.Kind.SKIPPING, 100, 10);

        tap.pour(5);
        goOn();

        assertThat(sizes()).containsExactly(2, 2, 1);
    }

    @Test
    void a_window_counts_messages() {
        Feed<Message> feed = begin(Feed.Kind.HOLDING, 3, 10);
        assertThat(tap.requested).isEqualTo(3);

        tap.pour(3);
        goOn();
        feed.grant(2);

        assertThat(sizes()).containsExactly(3);
        assertThat(tap.requested).isEqualTo(5);
    }

    @Test
    void what_was_left_out_is_said_between_what_was_before_and_behind_it() {
        Feed<Message> feed = begin(Feed.Kind.SKIPPING, 2, 10);

        tap.pour(5);
        feed.grant(1);
        tap.pour(1);
        goOn();

        assertThat(methods()).containsExactly("messages", "skipped", "messages");
        assertThat(outlet.sent.get(1).at("/params/count").asLong()).isEqualTo(3);
    }

    @Test
    void the_end_comes_behind_the_last_ones() {
        begin(Feed.Kind.HOLDING, 100, 10);

        tap.pour(2);
        tap.fail(new PipesException(PipesException.Code.REVOKED, "This node was removed."));
        goOn();

        assertThat(methods()).containsExactly("messages", "ended");
    }

    @Test
    void who_has_cancelled_is_not_told_what_was_put_off() {
        Feed<Message> feed = begin(Feed.Kind.HOLDING, 100, 10);

        tap.pour(2);
        feed.cancel();
        goOn();

        assertThat(outlet.sent).isEmpty();
    }
}
