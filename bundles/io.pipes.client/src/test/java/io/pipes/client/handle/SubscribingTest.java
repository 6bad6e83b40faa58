// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.message.Message;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.Pipeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscribingTest {
    private static final Duration MOMENT = Duration.ofSeconds(6);
    private static final String KEPT = "{'subscription':'s1','kept':true,'after':null}";

    private final Scene scene = new Scene();
    private final Pipeline pipeline = scene.network().pipeline("news");

    private Heard subscribe(long wanted) {
        Heard heard = new Heard(wanted);
        pipeline.messages().subscribe(heard);
        scene.run();
        return heard;
    }

    private void tell(String subscription, long seq) {
        scene.node.tell("message", Scene.told(subscription, Scene.message(seq, "m" + seq)));
    }

    private long granted() {
        return scene.node.last("pipeline.subscribe").params().path("window").asLong()
                + scene.node.asked("subscription.grant").stream()
                        .mapToLong(call -> call.params().path("count").asLong())
                        .sum();
    }

    @Test
    void a_subscriber_begins_when_the_node_has_subscribed() {
        scene.node.silent("pipeline.subscribe");
        Heard heard = subscribe(1);
        assertThat(heard.subscription).isNull();

        // The first message may overtake the answer.
        tell("s1", 1);
        scene.node.answer(scene.node.last("pipeline.subscribe"), ScriptedNode.json(KEPT));
        scene.run();

        assertThat(heard.words).containsExactly("m1");
    }

    @Test
    void nobody_hears_more_than_it_wants_and_the_node_sends_no_more_than_fits() {
        scene.node.answer("pipeline.subscribe", KEPT);
        Heard heard = subscribe(2);
        long sent = 0;
        while (sent < granted()) {
            tell("s1", ++sent % 100);
            scene.run();
        }

        assertThat(heard.words).hasSize(2);
        assertThat(sent).isLessThanOrEqualTo(4_096 + 2);

        heard.request(2_000);
        scene.run();

        assertThat(heard.words).hasSize(2_002);
        assertThat(granted()).isGreaterThan(sent);
    }

    @Test
    void long_messages_come_few_at_a_time() {
        scene.node.answer("pipeline.subscribe", KEPT);
        Heard heard = subscribe(Long.MAX_VALUE);
        String megabyte = "x".repeat(1 << 20);
        for (int i = 0; i < 64; i++) {
            scene.node.tell("message", Scene.told("s1", Scene.message(i, megabyte)));
            scene.run();
        }

        assertThat(heard.words).hasSize(64);
        assertThat(granted()).isEqualTo(65);
    }

    @Test
    void messages_that_come_together_are_told_one_by_one() {
        scene.node.answer("pipeline.subscribe", KEPT);
        Heard heard = subscribe(Long.MAX_VALUE);
        ObjectNode params = (ObjectNode) ScriptedNode.json("{'subscription':'s1'}");
        ArrayNode messages = params.putArray("messages");
        messages.add(Scene.message(1, "m1")).add(Scene.message(2, "m2"));
        scene.node.tell("messages", params);
        scene.run();

        assertThat(heard.words).containsExactly("m1", "m2");
        assertThat(scene.node.last("pipeline.subscribe").params().path("batch").asInt())
                .isEqualTo(256);
    }

    @Test
    void after_a_lost_connection_a_kept_pipeline_is_read_behind_the_last_message_that_came() {
        scene.node.answer("pipeline.subscribe", KEPT);
        Heard heard = subscribe(1);
        tell("s1", 1);
        tell("s1", 2);
        scene.node.cut();
        scene.node.answer("pipeline.subscribe", "{'subscription':'s2','kept':true}");
        scene.pass(MOMENT);
        JsonNode params = scene.node.last("pipeline.subscribe").params();
        tell("s2", 3);
        heard.request(5);
        scene.run();

        assertThat(params.path("after").path("seq").asLong()).isEqualTo(2);
        assertThat(params.path("after").path("author").asText()).isEqualTo(Scene.AUTHOR.text());
        assertThat(params.has("from")).isFalse();
        assertThat(heard.words).containsExactly("m1", "m2", "m3");
    }

    @Test
    void now_stays_the_same_place_when_the_connection_is_lost_before_the_first_message() {
        scene.node.answer("pipeline.subscribe", KEPT);
        subscribe(1);
        scene.node.cut();
        scene.pass(MOMENT);

        assertThat(scene.node.last("pipeline.subscribe").params().path("from").asText())
                .isEqualTo("start");
    }

    @Test
    void of_a_live_pipeline_the_subscriber_is_told_that_something_may_be_missing() {
        scene.node.answer("pipeline.subscribe", "{'subscription':'s1','kept':false}");
        Heard heard = subscribe(10);
        tell("s1", 1);
        scene.node.tell("skipped", "{'subscription':'s1','count':7}");
        scene.node.cut();
        scene.node.answer("pipeline.subscribe", "{'subscription':'s2','kept':false}");
        scene.pass(MOMENT);
        tell("s2", 5);
        scene.run();

        assertThat(heard.words).containsExactly("m1", "skipped 7", "skipped 0", "m5");
        assertThat(scene.node.last("pipeline.subscribe").params().path("from").asText())
                .isEqualTo("now");
    }

    @Test
    void a_history_ends_when_everything_was_told() {
        scene.node.answer("pipeline.history", "{'subscription':'s1'}");
        Heard heard = new Heard(1);
        pipeline.history(From.START).subscribe(heard);
        scene.run();
        tell("s1", 1);
        tell("s1", 2);
        scene.node.tell("ended", "{'subscription':'s1','error':null}");
        scene.run();
        assertThat(heard.words).containsExactly("m1");

        heard.request(1);
        scene.run();

        assertThat(heard.words).containsExactly("m1", "m2", "done");
    }

    @Test
    void the_newest_go_on_where_they_were() {
        scene.node.answer("pipeline.history", "{'subscription':'s1'}");
        Heard heard = new Heard(10);
        pipeline.newest(2).subscribe(heard);
        scene.run();
        tell("s1", 1);
        scene.node.cut();
        scene.pass(MOMENT);

        JsonNode params = scene.node.last("pipeline.history").params();
        assertThat(params.path("after").path("seq").asLong()).isEqualTo(1);
        assertThat(params.path("order").asText()).isEqualTo("display");
        tell("s1", 2);
        scene.node.cut();
        scene.pass(MOMENT);
        assertThat(heard.words).containsExactly("m1", "m2", "done");
    }

    @Test
    void the_newest_are_no_more_than_were_asked_for_whatever_has_come_since() {
        scene.node.answer("pipeline.history", "{'subscription':'s1'}");
        Heard heard = new Heard(10);
        pipeline.newest(2).subscribe(heard);
        scene.run();
        tell("s1", 1);
        scene.node.cut();
        scene.pass(MOMENT);
        tell("s1", 2);
        tell("s1", 3);
        scene.run();

        assertThat(heard.words).containsExactly("m1", "m2", "done");
        assertThat(scene.node.asked("subscription.cancel")).hasSize(1);
    }

    @Test
    void who_cancels_is_told_nothing_more_and_the_node_neither() {
        scene.node.answer("pipeline.subscribe", KEPT);
        Heard heard = subscribe(10);
        heard.subscription.cancel();
        tell("s1", 1);
        scene.run();

        assertThat(heard.words).isEmpty();
        assertThat(scene.node
                        .last("subscription.cancel")
                        .params()
                        .path("subscription")
                        .asText())
                .isEqualTo("s1");
    }

    @Test
    void a_consumer_hears_one_message_after_the_other_until_it_is_closed() throws Exception {
        scene.node.answer("pipeline.subscribe", KEPT);
        List<String> words = new ArrayList<>();
        AutoCloseable listening = pipeline.subscribe(message -> words.add(message.text()));
        scene.run();
        tell("s1", 1);
        tell("s1", 2);
        scene.run();
        listening.close();
        tell("s1", 3);
        scene.run();

        assertThat(words).containsExactly("m1", "m2");
    }

    @Test
    void a_message_that_cannot_be_read_ends_the_subscription_with_a_sentence() {
        scene.node.answer("pipeline.subscribe", KEPT);
        Heard heard = subscribe(10);
        scene.node.tell("message", Scene.told("s1", ScriptedNode.json("{'message':7}")));
        scene.run();

        assertThat(heard.words).hasSize(1);
        assertThat(heard.words.get(0)).contains("'message'");
        assertThat(scene.node.asked("subscription.cancel")).hasSize(1);
    }

    @Test
    void a_subscriber_that_throws_has_broken_off() {
        scene.node.answer("pipeline.subscribe", KEPT);
        List<Message> got = new ArrayList<>();
        pipeline.subscribe(message -> {
            got.add(message);
            throw new IllegalStateException("as the test wants it");
        });
        scene.run();
        List<Throwable> uncaught = Uncaught.during(() -> {
            tell("s1", 1);
            tell("s1", 2);
            scene.run();
        });

        assertThat(got).hasSize(1);
        assertThat(uncaught).hasSize(1);
        assertThat(scene.node.asked("subscription.cancel")).hasSize(1);
    }
}
