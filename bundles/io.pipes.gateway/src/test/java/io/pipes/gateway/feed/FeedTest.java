// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.message.Message;
import io.pipes.gateway.method.Rows;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Limits;
import io.pipes.gateway.rpc.Recording;
import io.pipes.testkit.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeedTest {
    private final ManualClock clock = new ManualClock();
    private final Recording outlet = new Recording();
    private final Client client = new Client(outlet);
    private final List<JsonNode> told = outlet.sent;
    private Tap tap = new Tap();
    private int absences;

    private Feed<Message> begin(Feed.Kind kind, long window) {
        Feed<Message> feed = new Feed<>(
                "s1", kind, window, client, Notices.each(client, "s1", "message", FeedTest::row), this::source, clock);
        feed.begin();
        return feed;
    }

    private static ObjectNode row(Message message) {
        return Rows.object().set("message", Rows.message(message));
    }

    private Tap source() {
        if (absences > 0) {
            absences--;
            throw Features.missing("pipeline");
        }
        return tap;
    }

    /** The feature is being replaced: what was subscribed fails, and what comes back is another source. */
    private Tap replace(int times) {
        Tap old = tap;
        tap = new Tap();
        absences = times;
        old.fail(Features.missing("pipeline"));
        return tap;
    }

    private List<String> methods() {
        return told.stream().map(one -> one.get("method").asText()).toList();
    }

    @Test
    void a_holding_feed_asks_for_its_window_and_then_for_what_is_granted() {
        Feed<Message> feed = begin(Feed.Kind.HOLDING, 2);
        assertThat(tap.requested).isEqualTo(2);

        tap.pour(2);
        assertThat(tap.requested).isEqualTo(2);

        feed.grant(3);
        assertThat(tap.requested).isEqualTo(5);
        assertThat(methods()).containsExactly("message", "message");
    }

    @Test
    void a_holding_feed_tells_no_more_than_the_largest_window() {
        Feed<Message> feed = begin(Feed.Kind.HOLDING, Feed.MAX_WINDOW);

        feed.grant(Long.MAX_VALUE);
        pourAll();
        assertThat(told).hasSize((int) Feed.MAX_WINDOW);

        feed.grant(10);
        pourAll();
        assertThat(told).hasSize((int) Feed.MAX_WINDOW + 10);
    }

    /** Gives all that is asked for, until nothing more is. */
    private void pourAll() {
        while (tap.requested > told.size()) {
            tap.pour(1);
        }
    }

    @Test
    void a_holding_feed_asks_for_few_at_a_time_where_they_are_long() {
        tap.content = "x".repeat(300_000);
        begin(Feed.Kind.HOLDING, 100);

        for (int i = 0; i < 20; i++) {
            tap.pour(1);
            assertThat(tap.requested - told.size()).isLessThanOrEqualTo(3);
        }
        pourAll();
        assertThat(told).hasSize(100);
    }

    @Test
    void a_holding_feed_asks_for_nothing_while_its_client_does_not_read() {
        tap.content = "x".repeat(10_000);
        Feed<Message> feed = begin(Feed.Kind.HOLDING, 1_000);
        tap.pour(1);

        outlet.waiting = Feed.ENOUGH + 1;
        long asked = tap.requested;
        tap.pour((int) asked - 1);
        feed.grant(1_000);
        assertThat(tap.requested).isEqualTo(asked);
        assertThat(outlet.waitingForRoom).hasSize(1);

        outlet.waiting = 0;
        outlet.waitingForRoom.remove(0).run();
        assertThat(tap.requested).isGreaterThan(asked);
        pourAll();
        assertThat(told).hasSize(2_000);
    }

    @Test
    void feeds_that_go_on_at_once_do_not_send_more_than_their_client_can_read() {
        List<Tap> taps = new ArrayList<>();
        outlet.waiting = Feed.ENOUGH + 1;
        for (int i = 0; i < 12; i++) {
            tap = new Tap();
            tap.content = "x".repeat(1 << 20);
            taps.add(tap);
            begin(Feed.Kind.HOLDING, 100);
        }
        outlet.waiting = 0;
        wake();
        assertThat(taps).allMatch(each -> each.requested > 0);

        outlet.weighs = true;
        taps.forEach(each -> each.pour(1));
        taps.get(11).end();
        assertThat(told).as("what is enough, and not all").hasSize(1);

        for (int i = 0; i < 20; i++) {
            outlet.waiting = 0;
            wake();
            assertThat(outlet.waiting).isLessThan(2 * Feed.ENOUGH + 10_000);
        }
        assertThat(methods())
                .hasSize(13)
                .endsWith("ended")
                .filteredOn("message"::equals)
                .hasSize(12);
    }

    private void wake() {
        List<Runnable> waiting = List.copyOf(outlet.waitingForRoom);
        outlet.waitingForRoom.clear();
        waiting.forEach(Runnable::run);
    }

    @Test
    void what_is_held_is_told_before_the_feed_subscribes_again() {
        tap.content = "x".repeat(1 << 20);
        begin(Feed.Kind.HOLDING, 10);
        outlet.waiting = Feed.ENOUGH + 1;
        tap.pour(3);
        Tap next = replace(0);
        clock.advance(Duration.ofSeconds(1));
        assertThat(next.isSubscribed()).isFalse();

        outlet.waiting = 0;
        wake();
        clock.advance(Duration.ofSeconds(1));

        assertThat(methods()).containsExactly("message", "message", "message");
        assertThat(next.isSubscribed()).isTrue();
    }

    @Test
    void a_feed_that_is_cancelled_tells_nothing_of_what_it_holds() {
        Feed<Message> feed = begin(Feed.Kind.HOLDING, 10);
        outlet.waiting = Feed.ENOUGH + 1;
        tap.pour(2);

        feed.cancel();
        outlet.waiting = 0;
        wake();

        assertThat(told).isEmpty();
    }

    @Test
    void a_skipping_feed_skips_while_its_client_does_not_read_and_says_so() {
        begin(Feed.Kind.SKIPPING, 10);

        tap.pour(1);
        outlet.waiting = Feed.TOO_MUCH + 1;
        tap.pour(3);
        outlet.waiting = 0;
        tap.pour(1);

        assertThat(methods()).containsExactly("message", "skipped", "message");
        assertThat(told.get(1).at("/params/count").asLong()).isEqualTo(3);
    }

    @Test
    void messages_are_told_with_their_subscription_and_in_order() {
        begin(Feed.Kind.HOLDING, 2);

        tap.pour(2);

        assertThat(told)
                .extracting(one -> one.at("/params/message/message").asText())
                .containsExactly(Tap.name(1), Tap.name(2));
        assertThat(told).allMatch(one -> one.at("/params/subscription").asText().equals("s1"));
    }

    @Test
    void a_skipping_feed_takes_everything_and_says_at_the_next_grant_what_it_left_out() {
        Feed<Message> feed = begin(Feed.Kind.SKIPPING, 1);
        assertThat(tap.requested).isEqualTo(Long.MAX_VALUE);

        tap.pour(4);
        assertThat(methods()).containsExactly("message");

        feed.grant(2);
        tap.pour(1);
        feed.grant(1);
        assertThat(methods()).containsExactly("message", "skipped", "message");
        assertThat(told.get(1).at("/params/count").asLong()).isEqualTo(3);
        assertThat(told.get(1).at("/params/subscription").asText()).isEqualTo("s1");
        assertThat(told.get(2).at("/params/message/message").asText()).isEqualTo(Tap.name(5));
    }

    @Test
    void a_feed_goes_on_where_its_window_stood_when_its_feature_was_replaced() {
        begin(Feed.Kind.HOLDING, 5);
        tap.pour(2);

        Tap next = replace(3);
        clock.advance(Duration.ofSeconds(1));
        next.pour(1);

        assertThat(next.requested).isEqualTo(3);
        assertThat(methods()).containsExactly("message", "message", "message");
    }

    @Test
    void who_hears_of_changes_is_told_that_some_may_be_missing_when_the_feature_was_replaced() {
        new Feed<>("s1", Feed.Kind.HOLDING, 5, client, "changed", this::source, FeedTest::row, clock).begin();
        tap.pour(1);

        Tap next = replace(3);
        clock.advance(Duration.ofSeconds(1));
        next.pour(1);

        assertThat(methods()).containsExactly("changed", "skipped", "changed");
        assertThat(told.get(1).at("/params/count").asLong(-1)).isZero();
        assertThat(told.get(1).at("/params/subscription").asText()).isEqualTo("s1");
    }

    @Test
    void what_is_granted_while_a_feature_is_away_is_asked_of_the_next_one() {
        Feed<Message> feed = begin(Feed.Kind.HOLDING, 1);
        tap.pour(1);

        Tap next = replace(3);
        feed.grant(7);
        clock.advance(Duration.ofSeconds(1));

        assertThat(next.requested).isEqualTo(7);
    }

    @Test
    void a_feature_that_stays_away_ends_the_feed() {
        begin(Feed.Kind.HOLDING, 1);

        replace(Integer.MAX_VALUE);
        clock.advance(Duration.ofMinutes(1));

        assertThat(methods()).containsExactly("ended");
        assertThat(told.get(0).at("/params/error/data/code").asText()).isEqualTo("feature_missing");
    }

    @Test
    void a_feature_that_is_not_there_at_first_is_the_caller_s_to_hear_of() {
        absences = 1;

        assertThatThrownBy(() -> begin(Feed.Kind.HOLDING, 1)).isInstanceOf(PipesException.class);
    }

    @Test
    void any_other_failure_ends_the_feed_for_good() {
        begin(Feed.Kind.HOLDING, 1);
        Tap old = tap;
        tap = new Tap();

        old.fail(new PipesException(PipesException.Code.REVOKED, "This node was removed."));
        clock.advance(Duration.ofMinutes(1));

        assertThat(methods()).containsExactly("ended");
        assertThat(told.get(0).at("/params/subscription").asText()).isEqualTo("s1");
        assertThat(told.get(0).at("/params/error/data/code").asText()).isEqualTo("revoked");
        assertThat(tap.isSubscribed()).isFalse();
    }

    @Test
    void one_that_has_ended_or_failed_leaves_its_place_to_another() {
        for (int each = 0; each < Limits.SUBSCRIPTIONS + 1; each++) {
            tap = new Tap();
            Feed<Message> feed = new Feed<>(
                    client.newSubscriptionId(),
                    Feed.Kind.HOLDING,
                    1,
                    client,
                    "message",
                    this::source,
                    FeedTest::row,
                    clock);
            feed.beginFor(client);
            if (each % 2 == 0) {
                tap.end();
            } else {
                tap.fail(new PipesException(PipesException.Code.REVOKED, "This node was removed."));
            }
        }

        assertThat(methods()).hasSize(Limits.SUBSCRIPTIONS + 1).containsOnly("ended");
        assertThat(told.get(0).at("/params/error").isNull()).isTrue();
    }

    @Test
    void a_cancelled_feed_cancels_its_source_and_tells_no_more() {
        Feed<Message> feed = begin(Feed.Kind.HOLDING, 5);

        feed.cancel();
        tap.pour(1);
        tap.fail(new PipesException(PipesException.Code.REVOKED, "This node was removed."));

        assertThat(tap.cancelled).isTrue();
        assertThat(told).isEmpty();
    }

    @Test
    void a_feed_that_is_cancelled_while_its_feature_is_away_does_not_come_back() {
        Feed<Message> feed = begin(Feed.Kind.HOLDING, 5);

        Tap next = replace(0);
        feed.cancel();
        clock.advance(Duration.ofSeconds(1));

        assertThat(next.requested).isZero();
        assertThat(next.isSubscribed()).isFalse();
        assertThat(told).isEmpty();
    }
}
