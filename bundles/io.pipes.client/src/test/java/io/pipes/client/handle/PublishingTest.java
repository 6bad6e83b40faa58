// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.base.Bytes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class PublishingTest {
    private static final Duration MOMENT = Duration.ofSeconds(6);

    private final Scene scene = new Scene();
    private final Pipeline pipeline = scene.network().pipeline("news");

    private void keeps(boolean kept) {
        scene.node.answer("pipeline.show", "{'kind':'" + (kept ? "persistent" : "live") + "'}");
    }

    private static JsonNode stored(long seq) {
        return ScriptedNode.json("{'receipt':'stored'}")
                .<com.fasterxml.jackson.databind.node.ObjectNode>require()
                .put("message", Scene.message(seq, "").path("message").asText());
    }

    private List<Long> numbers() {
        return scene.node.asked("pipeline.publish").stream()
                .map(call -> call.params().path("number").asLong())
                .toList();
    }

    @Test
    void content_is_published_as_bytes_and_comes_back_with_its_name() throws IOException {
        keeps(true);
        scene.node.method("pipeline.publish", params -> stored(1));

        Sent sent = scene.now(pipeline.publish(new Content("x/y", Bytes.hex("c0ffee"))));

        JsonNode params = scene.node.last("pipeline.publish").params();
        assertThat(params.path("base64").binaryValue()).containsExactly(0xc0, 0xff, 0xee);
        assertThat(params.path("contentType").asText()).isEqualTo("x/y");
        assertThat(sent.receipt()).isEqualTo(Receipt.STORED);
        assertThat(sent.packet()).isPresent();
        assertThat(sent.storedAt()).isEqualTo(1);
    }

    @Test
    void what_is_published_before_the_kind_is_known_keeps_its_order() {
        scene.node.silent("pipeline.show");
        pipeline.publish("one");
        pipeline.publish("two");
        assertThat(scene.node.asked("pipeline.publish")).isEmpty();

        scene.node.silent("pipeline.publish");
        scene.node.answer(scene.node.last("pipeline.show"), ScriptedNode.json("{'kind':'persistent'}"));
        scene.run();
        pipeline.publish("three");

        assertThat(numbers()).containsExactly(1L, 2L, 3L);
        assertThat(scene.node.asked("pipeline.show")).hasSize(1);
    }

    @Test
    void what_a_kept_pipeline_has_not_confirmed_is_published_again_under_its_number_before_anything_else() {
        keeps(true);
        scene.node.silent("pipeline.publish");
        CompletionStage<Sent> one = pipeline.publish("one");
        CompletionStage<Sent> two = pipeline.publish("two");
        scene.run();
        scene.node.answer(scene.node.asked("pipeline.publish").get(0), stored(1));
        scene.node.goAway();
        pipeline.publish("three");
        scene.node.comeBack();
        scene.pass(MOMENT);

        assertThat(scene.now(one).receipt()).isEqualTo(Receipt.STORED);
        assertThat(two.toCompletableFuture()).isNotDone();
        assertThat(numbers()).containsExactly(1L, 2L, 2L, 3L);
        assertThat(scene.node.asked("pipeline.publish").stream()
                        .map(call -> call.params().path("producer").asText())
                        .distinct())
                .hasSize(1);
    }

    private List<Long> behind() {
        return scene.node.asked("pipeline.publish").stream()
                .map(call -> call.params().path("behind").asLong(0))
                .toList();
    }

    @Test
    void each_message_stands_behind_the_last_one_that_has_not_failed() {
        keeps(true);
        scene.node.silent("pipeline.publish");
        pipeline.publish("one");
        pipeline.publish(List.of(Content.text("two"), Content.text("three")));
        pipeline.publish("four");
        scene.run();
        assertThat(behind()).containsExactly(0L, 1L, 3L);

        scene.node.answer(scene.node.asked("pipeline.publish").get(0), stored(1));
        scene.node.answer(scene.node.asked("pipeline.publish").get(2), ScriptedNode.error(PipesException.Code.STORAGE));
        scene.run();
        pipeline.publish("five");
        assertThat(behind()).containsExactly(0L, 1L, 3L, 3L);

        scene.node.answer(scene.node.asked("pipeline.publish").get(1), ScriptedNode.error(PipesException.Code.STORAGE));
        scene.node.answer(scene.node.asked("pipeline.publish").get(3), ScriptedNode.error(PipesException.Code.STORAGE));
        scene.run();
        pipeline.publish("six");
        assertThat(behind()).containsExactly(0L, 1L, 3L, 3L, 1L);
    }

    @Test
    void a_message_that_was_published_before_may_have_lost_its_name() {
        keeps(true);
        scene.node.answer("pipeline.publish", "{'message':null,'packet':null,'receipt':'stored','repeated':true}");

        Sent sent = scene.now(pipeline.publish("one"));

        assertThat(sent.message()).isInstanceOf(io.pipes.api.message.MessageName.Forgotten.class);
        assertThat(sent.receipt()).isEqualTo(Receipt.STORED);
    }

    @Test
    void several_messages_at_once_have_consecutive_numbers() {
        keeps(true);
        scene.node.silent("pipeline.publish");
        pipeline.publish(List.of(Content.text("a"), Content.text("b"), Content.text("c")));
        scene.run();
        pipeline.publish("d");

        assertThat(numbers()).containsExactly(1L, 4L);
        assertThat(scene.node.asked("pipeline.publish").get(0).params().path("messages"))
                .hasSize(3);
    }

    @Test
    void what_a_live_pipeline_has_not_confirmed_is_not_published_again() {
        keeps(false);
        scene.node.silent("pipeline.publish");
        CompletionStage<Sent> one = pipeline.publish("one");
        scene.run();
        scene.node.cut();
        scene.pass(MOMENT);

        assertThatThrownBy(() -> scene.now(one)).hasMessageContaining("may have been done");
        assertThat(scene.node.asked("pipeline.publish")).hasSize(1);
        assertThat(scene.node.last("pipeline.publish").params().has("producer")).isFalse();
    }

    @Test
    void a_pipeline_that_is_not_there_is_looked_for_again_by_the_next_message() {
        scene.node.refuse("pipeline.show", io.pipes.api.PipesException.Code.NOT_FOUND);
        CompletableFuture<Sent> one = pipeline.publish("one").toCompletableFuture();
        scene.run();
        assertThat(one).isCompletedExceptionally();

        keeps(true);
        scene.node.method("pipeline.publish", params -> stored(1));

        assertThat(scene.now(pipeline.publish("two")).receipt()).isEqualTo(Receipt.STORED);
    }

    @Test
    void what_waits_until_the_kind_is_known_counts_as_waiting() {
        scene.node.silent("pipeline.show").silent("pipeline.publish");
        Content megabyte = new Content("x/y", Scene.bytes(1 << 20, 1));
        CompletionStage<Sent> last = null;
        for (int i = 0; i < 64; i++) {
            last = pipeline.publish(megabyte);
        }
        scene.run();
        assertThat(last.toCompletableFuture()).isCompletedExceptionally();
        assertThatThrownBy(() -> scene.now(pipeline.publish(megabyte))).hasMessageContaining("64 MiB");

        scene.node.answer(scene.node.last("pipeline.show"), ScriptedNode.json("{'kind':'persistent'}"));
        scene.run();

        assertThat(scene.node.asked("pipeline.publish")).hasSize(63);
    }

    @Test
    void values_of_a_map_count_as_waiting_with_their_length() {
        scene.node.silent("state.put");
        CompletionStage<Sent> last = null;
        for (int i = 0; i < 300; i++) {
            last = pipeline.state().map("m").put("k" + i, new Content("x/y", Scene.bytes(256 << 10, 1)));
        }
        scene.run();

        assertThat(last.toCompletableFuture()).isCompletedExceptionally();
        assertThat(scene.node.asked("state.put")).hasSizeLessThan(256);
    }

    @Test
    void what_is_too_long_is_refused_before_it_is_sent() {
        Content tooLong = new Content("x/y", Scene.bytes((1 << 20) + 1, 1));
        scene.node.answer("content.publish", "{'content':'c1'}");
        var network = scene.network();
        var draft = scene.now(pipeline.draft("x/y"));

        for (CompletionStage<?> refused : List.of(
                network.node("anna").send(tooLong),
                network.node("anna").call("echo", tooLong, Duration.ofSeconds(1)),
                network.services().call("echo", tooLong),
                pipeline.state().map("m").put("k", new Content("x/y", Scene.bytes((256 << 10) + 1, 1))),
                draft.write(tooLong.bytes()))) {
            assertThatThrownBy(() -> scene.now(refused))
                    .hasCauseInstanceOf(io.pipes.api.PipesException.class)
                    .hasMessageContaining("more than the");
        }
        for (String method : List.of("message.send", "service.call", "state.put", "content.write")) {
            assertThat(scene.node.asked(method)).isEmpty();
        }
    }

    @Test
    void a_draft_belongs_to_its_connection_and_never_meets_what_has_its_name_on_the_next_one() {
        scene.node.answer("content.publish", "{'content':'c1'}").answer("content.write", "{}");
        var draft = scene.now(pipeline.draft("x/y"));
        scene.now(draft.write(Bytes.hex("01")));
        scene.node.cut();
        scene.pass(MOMENT);

        CompletionStage<Void> late = draft.write(Bytes.hex("02"));
        CompletionStage<Sent> published = draft.publish();
        draft.discard();
        scene.run();

        for (CompletionStage<?> failed : List.of(late, published)) {
            assertThatThrownBy(() -> scene.now(failed)).hasMessageContaining("Begin it again");
        }
        assertThat(scene.node.asked("content.write")).hasSize(1);
        assertThat(scene.node.asked("subscription.cancel")).isEmpty();
    }

    @Test
    void a_piece_of_a_draft_that_waits_until_the_node_takes_more_goes_out_on_no_other_connection() {
        scene.node
                .answer("auth", "{'api':'1','limits':{'unansweredBytes':1024}}")
                .answer("content.publish", "{'content':'c1'}")
                .silent("content.write");
        scene.node.cut();
        scene.pass(MOMENT);
        var draft = scene.now(pipeline.draft("x/y"));
        CompletionStage<Void> first = draft.write(Bytes.hex("01"));
        CompletionStage<Void> second = draft.write(Bytes.hex("02"));
        scene.node.cut();
        scene.pass(MOMENT);

        assertThatThrownBy(() -> scene.now(first)).hasMessageContaining("may have been done");
        assertThatThrownBy(() -> scene.now(second)).hasMessageContaining("Begin it again");
        assertThat(scene.node.asked("content.write")).hasSize(1);
    }

    @Test
    void a_message_is_followed_from_its_answer_on_even_if_the_executor_is_busy_while_the_connection_is_lost() {
        String name = new io.pipes.api.message.MessageName.Direct(1, 2).text();
        scene.node.answer("message.send", "{'message':'" + name + "','receipt':'queued'}");
        scene.node.answer("message.receipt", "{'message':'" + name + "','receipt':'delivered'}");
        var network = scene.network();
        CompletionStage<Sent> sending = network.node("anna").send("hello");

        // The answer has come; nobody has told the application yet.
        scene.node.cut();
        scene.clock.advance(MOMENT);

        assertThat(scene.now(scene.now(sending).delivered())).isEqualTo(Receipt.DELIVERED);
    }

    @Test
    void receipts_of_a_message_to_one_node_are_followed_also_on_the_next_connection() {
        String name = new io.pipes.api.message.MessageName.Direct(1, 2).text();
        scene.node.method("message.send", params -> {
            // It may say more before the answer.
            scene.node.tell("receipt.changed", "{'message':'" + name + "','receipt':'held'}");
            return ScriptedNode.json("{'message':'" + name + "','receipt':'queued'}");
        });
        Sent sent = scene.now(scene.network().node("anna").send("hello"));

        assertThat(scene.node.last("message.send").params().path("follow").asBoolean())
                .isTrue();
        assertThat(scene.now(sent.held())).isEqualTo(Receipt.HELD);

        scene.node.answer("message.receipt", "{'message':'" + name + "','receipt':'held'}");
        scene.node.cut();
        scene.pass(MOMENT);
        assertThat(sent.delivered().toCompletableFuture()).isNotDone();
        scene.node.answer("message.receipt", "{'message':'" + name + "','receipt':'delivered'}");
        scene.pass(MOMENT);

        assertThat(scene.now(sent.delivered())).isEqualTo(Receipt.DELIVERED);
    }
}
