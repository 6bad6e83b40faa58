// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.Progress;
import io.pipes.gateway.token.OwnerTokenFile;
import io.pipes.gateway.token.Reach;
import io.pipes.gateway.token.Tokens;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.ManualClock;
import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that take their time: turns, cancelling, and how far they are. */
class CallsTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ManualClock clock = new ManualClock();
    private final Recording outlet = new Recording();
    private final Client client = new Client(outlet);
    private final List<CompletableFuture<JsonNode>> running = new ArrayList<>();
    private final List<Long> begun = new ArrayList<>();
    private final List<String> stopped = new ArrayList<>();
    private final AtomicLong done = new AtomicLong();
    private final List<Boolean> stepped = new ArrayList<>();
    private boolean away = true;
    private Dispatcher dispatcher;

    private Tokens tokens;

    @BeforeEach
    void open(@TempDir Path home) throws IOException {
        tokens = new Tokens(new SimulatedDisk(1), new OwnerTokenFile(home), clock, new SeededRandomness(3));
        Map<String, Method> methods = Map.of(
                "slow.call",
                this::slow,
                "aside.call",
                this::aside,
                "away.call",
                this::away,
                "quick.call",
                (who, params) -> CompletableFuture.completedFuture(JSON.objectNode()),
                "broken.call",
                (who, params) -> {
                    throw new StackOverflowError();
                },
                "subscription.grant",
                (who, params) -> CompletableFuture.completedFuture(JSON.textNode("granted")),
                "call.cancel",
                (who, params) ->
                        CompletableFuture.completedFuture(JSON.booleanNode(who.cancelCall(params.needId("id")))));
        dispatcher = new Dispatcher(methods, tokens, new Welcome("1.2.3", "p7"), new Retries(clock, clock), clock);
        String token = Files.readString(home.resolve("api-token")).strip();
        call(0, "auth", JSON.objectNode().put("token", token));
    }

    private CompletionStage<JsonNode> slow(Client who, Params params) {
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        begun.add(params.number("number", 0, Long.MAX_VALUE).orElse(-1L));
        running.add(answer);
        params.call().whenCancelled(() -> stopped.add("stopped"));
        params.call().whenAnswered(() -> who.notify("behind", JSON.objectNode()));
        params.progress(() -> Optional.of(new Progress("copying", done.get(), Optional.of(10L), "It is copied.")));
        return answer;
    }

    /** Waits for somebody else from the beginning, and keeps as much as it says. */
    private CompletionStage<JsonNode> aside(Client who, Params params) {
        CompletionStage<JsonNode> answer = slow(who, params);
        stepped.add(params.call().stepAside(params.needNumber("bytes", 0, Long.MAX_VALUE)));
        return answer;
    }

    private CompletionStage<JsonNode> away(Client who, Params params) {
        begun.add(params.number("number", 0, Long.MAX_VALUE).orElse(-1L));
        return away
                ? CompletableFuture.failedFuture(new PipesException(PipesException.Code.FEATURE_MISSING, "Away."))
                : CompletableFuture.completedFuture(JSON.textNode("back"));
    }

    private static ObjectNode request(long id, String method, ObjectNode params) {
        ObjectNode request = JSON.objectNode().put("jsonrpc", "2.0").put("id", id);
        return request.put("method", method).set("params", params);
    }

    private void call(long id, String method, ObjectNode params) {
        dispatcher.serve(client, request(id, method, params));
    }

    private void slow(int... numbers) {
        for (int number : numbers) {
            call(number, "slow.call", JSON.objectNode().put("number", number));
        }
    }

    private JsonNode cancel(long id) {
        call(1_000_000 + id, "call.cancel", JSON.objectNode().put("id", id));
        return answer(1_000_000 + id);
    }

    private JsonNode answer(long id) {
        return outlet.sent.stream()
                .filter(sent -> sent.path("id").asLong(-1) == id)
                .reduce((one, other) -> {
                    throw new AssertionError("two answers");
                })
                .orElseThrow();
    }

    private boolean isAnswered(long id) {
        return outlet.sent.stream().anyMatch(sent -> sent.path("id").asLong(-1) == id);
    }

    private List<JsonNode> told(String method) {
        return outlet.sent.stream()
                .filter(sent -> sent.path("method").asText().equals(method))
                .toList();
    }

    @Test
    void who_authenticates_learns_of_the_node_and_its_limits() {
        JsonNode result = answer(0).get("result");

        assertThat(result.get("api").asText()).isEqualTo("1");
        assertThat(result.get("version").asText()).isEqualTo("1.2.3");
        assertThat(result.get("process").asText()).isEqualTo("p7");
        assertThat(result.get("token").asText()).isEqualTo("owner");
        assertThat(result.get("limits").toString())
                .isEqualTo(
                        "{\"messageBytes\":2097152,\"batch\":64,\"calls\":256,\"unansweredBytes\":3145728,\"subscriptions\":64,\"window\":4096,"
                                + "\"publish\":1024}");
    }

    @Test
    void so_many_calls_run_at_a_time_and_the_others_begin_in_order() {
        slow(IntStream.rangeClosed(1, Limits.CALLS + 3).toArray());
        assertThat(begun).hasSize(Limits.CALLS);

        running.get(5).complete(JSON.textNode("a"));
        running.get(2).complete(JSON.textNode("b"));

        assertThat(begun).hasSize(Limits.CALLS + 2).endsWith(Limits.CALLS + 1L, Limits.CALLS + 2L);
    }

    @Test
    void what_concerns_calls_and_subscriptions_does_not_wait() {
        slow(IntStream.rangeClosed(1, Limits.CALLS + 1).toArray());

        call(500, "subscription.grant", JSON.objectNode());

        assertThat(answer(500).get("result").asText()).isEqualTo("granted");
        assertThat(cancel(Limits.CALLS + 1).get("result").asBoolean()).isTrue();
    }

    @Test
    void very_many_calls_that_wait_and_are_answered_at_once_are_no_deep_recursion() {
        slow(IntStream.rangeClosed(1, Limits.CALLS).toArray());
        for (int i = 1_000; i <= 100_000; i++) {
            call(i, "quick.call", JSON.objectNode());
        }
        assertThat(isAnswered(1_000)).isFalse();

        running.get(0).complete(JSON.textNode("done"));

        assertThat(answer(100_000).has("result")).isTrue();
    }

    @Test
    void a_method_that_throws_an_error_is_answered_for_and_the_next_call_is_made() {
        call(1, "broken.call", JSON.objectNode());
        call(2, "broken.call", JSON.objectNode());

        assertThat(answer(1).path("error").path("data").path("code").asText()).isEqualTo("internal");
        assertThat(isAnswered(2)).isTrue();
    }

    @Test
    void a_cancelled_call_is_answered_with_an_error_and_its_method_is_told() {
        slow(7);

        assertThat(cancel(7).get("result").asBoolean()).isTrue();

        assertThat(answer(7).at("/error/data/code").asText()).isEqualTo("cancelled");
        assertThat(answer(7).at("/error/data/retry").asBoolean()).isFalse();
        assertThat(stopped).hasSize(1);
        running.get(0).complete(JSON.textNode("late"));
        assertThat(answer(7).has("error")).as("answered once").isTrue();
    }

    @Test
    void what_is_over_or_was_never_there_cannot_be_cancelled() {
        slow(7);
        running.get(0).complete(JSON.textNode("done"));

        assertThat(cancel(7).get("result").asBoolean()).isFalse();
        assertThat(cancel(8).get("result").asBoolean()).isFalse();
        assertThat(stopped).isEmpty();
        assertThat(answer(7).get("result").asText()).isEqualTo("done");
    }

    @Test
    void a_call_that_is_cancelled_before_its_turn_never_begins() {
        slow(IntStream.rangeClosed(1, Limits.CALLS + 2).toArray());

        cancel(Limits.CALLS + 1);
        running.get(0).complete(JSON.textNode("done"));

        assertThat(begun).hasSize(Limits.CALLS + 1).endsWith(Limits.CALLS + 2L);
        assertThat(answer(Limits.CALLS + 1).at("/error/data/code").asText()).isEqualTo("cancelled");
    }

    @Test
    void nobody_has_more_going_on_by_cancelling() {
        slow(IntStream.rangeClosed(1, Limits.CALLS + 1).toArray());

        cancel(1);
        assertThat(begun).hasSize(Limits.CALLS);

        running.get(0).complete(JSON.textNode("it has really ended"));
        assertThat(begun).hasSize(Limits.CALLS + 1);
    }

    private void aside(int number, long bytes) {
        call(number, "aside.call", JSON.objectNode().put("number", number).put("bytes", bytes));
    }

    @Test
    void calls_that_wait_for_somebody_else_leave_their_turns_to_others() {
        for (int number = 1; number <= Limits.CALLS + 10; number++) {
            aside(number, 100);
        }
        slow(500);

        assertThat(begun).hasSize(Limits.CALLS + 11).endsWith(500L);
        slow(IntStream.rangeClosed(501, 500 + Limits.CALLS).toArray());
        assertThat(begun).as("what steps aside ends without giving back a turn").doesNotContain(500L + Limits.CALLS);
        running.get(0).complete(JSON.textNode("done"));
        assertThat(begun).doesNotContain(500L + Limits.CALLS);
        running.get(Limits.CALLS + 10).complete(JSON.textNode("done"));
        assertThat(begun).endsWith(500L + Limits.CALLS);
    }

    @Test
    void what_waits_for_somebody_else_keeps_a_mebibyte_at_most() {
        aside(1, Limits.ASIDE_BYTES - 2_000);
        aside(2, 1);
        aside(3, 1_000);
        assertThat(stepped).containsExactly(true, true, false);

        running.get(0).complete(JSON.textNode("done"));
        aside(4, Limits.ASIDE_BYTES - 2_000);
        assertThat(stepped).endsWith(true);
    }

    /** As a client in this process does. */
    @Test
    void a_call_that_is_made_inside_of_an_answer_has_the_room_of_the_call_that_was_answered() {
        aside(1, Limits.ASIDE_BYTES);
        outlet.then = () -> aside(2, Limits.ASIDE_BYTES);

        running.get(0).complete(JSON.textNode("done"));

        assertThat(stepped).containsExactly(true, true);
    }

    @Test
    void when_the_client_has_gone_what_waits_never_begins_and_what_runs_is_cancelled() {
        ObjectNode withoutId = request(0, "slow.call", JSON.objectNode().put("number", 1));
        withoutId.remove("id");
        dispatcher.serve(client, withoutId);
        slow(IntStream.rangeClosed(2, Limits.CALLS + 2).toArray());
        outlet.sent.clear();

        client.closed();
        assertThat(stopped).hasSize(Limits.CALLS);
        running.forEach(one -> one.complete(JSON.textNode("late")));
        slow(1_000);

        assertThat(begun).hasSize(Limits.CALLS);
        assertThat(outlet.sent).isEmpty();
    }

    @Test
    void what_a_client_has_ends_with_it_whatever_becomes_of_one_of_these() {
        List<String> ended = new ArrayList<>();
        client.whenGone(() -> {
            throw new IllegalStateException("broken");
        });
        client.add("s1", new Client.Subscription() {
            @Override
            public void grant(long count) {}

            @Override
            public void cancel() {
                ended.add("s1");
            }
        });

        client.closed();

        assertThat(ended).containsExactly("s1");
    }

    @Test
    void nobody_who_is_told_that_the_client_has_gone_waits_for_another_thread_that_uses_it() throws Exception {
        CompletableFuture<Void> used = new CompletableFuture<>();
        client.whenGone(() -> {
            Thread other = new Thread(() -> {
                client.whenGone(() -> {});
                used.complete(null);
            });
            other.start();
            used.orTimeout(10, TimeUnit.SECONDS).join();
        });

        client.closed();

        assertThat(used).isCompleted();
    }

    @Test
    void a_call_that_waits_for_its_turn_does_not_begin_with_a_token_that_has_ended() {
        Tokens.Created brief =
                tokens.create("brief", List.of("slow"), Reach.EVERYWHERE, Optional.of(Duration.ofSeconds(30)));
        call(9_000, "auth", JSON.objectNode().put("token", brief.text()));
        slow(IntStream.rangeClosed(1, Limits.CALLS + 1).toArray());
        // The wall clock was set: the timer has not noticed yet.
        clock.stepWall(Duration.ofMinutes(1));

        running.get(0).complete(JSON.textNode("done"));

        assertThat(begun).hasSize(Limits.CALLS);
        assertThat(answer(Limits.CALLS + 1).at("/error/data/code").asText()).isEqualTo("unauthenticated");
    }

    @Test
    void a_call_that_was_cancelled_while_its_feature_was_away_is_not_made_when_it_is_back() {
        call(1, "away.call", JSON.objectNode().put("number", 1));
        call(2, "away.call", JSON.objectNode().put("number", 2));
        begun.clear();
        cancel(1);
        away = false;

        clock.advance(Duration.ofSeconds(1));

        assertThat(begun).containsExactly(2L);
        assertThat(answer(1).at("/error/data/code").asText()).isEqualTo("cancelled");
        assertThat(answer(2).has("result")).isTrue();
    }

    @Test
    void an_id_that_is_a_text_is_another_one_than_the_number() {
        ObjectNode request = request(0, "slow.call", JSON.objectNode()).put("id", "7");
        dispatcher.serve(client, request);

        assertThat(cancel(7).get("result").asBoolean()).isFalse();
        call(9, "call.cancel", JSON.objectNode().put("id", "7"));
        assertThat(answer(9).get("result").asBoolean()).isTrue();
        call(10, "call.cancel", JSON.objectNode().put("id", 1.5));
        assertThat(answer(10).at("/error/data/code").asText()).isEqualTo("invalid_argument");
    }

    @Test
    void what_a_call_tells_behind_its_answer_comes_behind_it() {
        slow(7);
        assertThat(told("behind")).isEmpty();

        running.get(0).complete(JSON.textNode("done"));

        assertThat(outlet.sent.get(outlet.sent.size() - 2)).isEqualTo(answer(7));
        assertThat(told("behind")).hasSize(1);
    }

    @Test
    void who_wants_to_know_is_told_how_far_a_call_is_when_that_changes_and_until_it_is_answered() {
        call(7, "slow.call", JSON.objectNode().put("progress", true));
        clock.advance(Duration.ofSeconds(1));
        assertThat(told("progress")).hasSize(1);
        assertThat(told("progress").get(0).get("params").toString())
                .isEqualTo("{\"id\":7,\"stage\":\"copying\",\"done\":0,\"of\":10,\"text\":\"It is copied.\"}");

        for (int i = 1; i <= 1_000; i++) {
            done.set(i);
            clock.advance(Duration.ofMillis(1));
        }
        assertThat(told("progress")).as("ten times a second at most").hasSize(11);

        running.get(0).complete(JSON.textNode("done"));
        done.set(2_000);
        clock.advance(Duration.ofSeconds(1));
        assertThat(told("progress")).hasSize(11);
    }

    @Test
    void who_does_not_ask_is_told_nothing_of_how_far_a_call_is() {
        slow(7);
        clock.advance(Duration.ofSeconds(1));

        assertThat(told("progress")).isEmpty();
    }
}
