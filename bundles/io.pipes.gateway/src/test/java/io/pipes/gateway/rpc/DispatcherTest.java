// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pipes.api.PipesException;
import io.pipes.gateway.token.OwnerTokenFile;
import io.pipes.gateway.token.Tokens;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.ManualClock;
import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DispatcherTest {
    @TempDir
    Path home;

    private final ManualClock clock = new ManualClock();
    private final AtomicInteger absences = new AtomicInteger();
    private final Recording outlet = new Recording();
    private final Client client = new Client(outlet);
    private Dispatcher dispatcher;

    @BeforeEach
    void open() throws IOException {
        Tokens tokens = new Tokens(new SimulatedDisk(1), new OwnerTokenFile(home), clock, new SeededRandomness(3));
        Map<String, Method> methods = Map.of(
                "echo.text",
                        (who, params) -> CompletableFuture.completedFuture(
                                JsonNodeFactory.instance.textNode(params.needText("text"))),
                "echo.fail",
                        (who, params) -> {
                            throw new IllegalStateException("a secret detail");
                        },
                "echo.away",
                        (who, params) -> absences.getAndDecrement() > 0
                                ? CompletableFuture.failedFuture(
                                        new PipesException(PipesException.Code.FEATURE_MISSING, "Away."))
                                : CompletableFuture.completedFuture(JsonNodeFactory.instance.textNode("back")));
        dispatcher = new Dispatcher(methods, tokens, new Welcome("1", "p"), new Retries(clock, clock), clock);
    }

    private JsonNode ask(String text) {
        outlet.sent.clear();
        say(text);
        return outlet.sent.get(0);
    }

    private void say(String text) {
        try {
            dispatcher.serve(client, Json.read(text));
        } catch (UnreadableException nonsense) {
            client.answer(Dispatcher.refusal(nonsense));
        }
    }

    private JsonNode call(String method, String params) {
        return ask("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":" + params + "}");
    }

    private void authenticate() throws IOException {
        String token = Files.readString(home.resolve("api-token")).strip();
        assertThat(call("auth", "{\"token\":\"" + token + "\"}")
                        .at("/result/api")
                        .asText())
                .isEqualTo("1");
    }

    @Test
    void nothing_is_answered_before_the_token() {
        JsonNode answer = call("echo.text", "{\"text\":\"hi\"}");

        assertThat(answer.at("/error/data/code").asText()).isEqualTo("unauthenticated");
        assertThat(call("auth", "{\"token\":\"wrong\"}").at("/error/data/code").asText())
                .isEqualTo("unauthenticated");
        assertThat(client.isAuthenticated()).isFalse();
    }

    @Test
    void a_call_is_answered_under_its_id() throws IOException {
        authenticate();

        JsonNode answer = call("echo.text", "{\"text\":\"hi\",\"unknown\":1}");

        assertThat(answer.get("id").asInt()).isEqualTo(7);
        assertThat(answer.get("result").asText()).isEqualTo("hi");
    }

    @Test
    void a_notification_gets_no_answer() throws IOException {
        authenticate();

        outlet.sent.clear();

        say("{\"jsonrpc\":\"2.0\",\"method\":\"echo.text\",\"params\":{\"text\":\"hi\"}}");

        assertThat(outlet.sent).isEmpty();
    }

    @Test
    void a_batch_is_answered_together_and_has_a_limit() throws IOException {
        authenticate();
        String one = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo.text\",\"params\":{\"text\":\"a\"}}";

        assertThat(ask("[" + one + "," + one + ",1]")).hasSize(3);
        assertThat(ask("[" + "1,".repeat(64) + "1]").at("/error/code").asInt()).isEqualTo(ApiError.INVALID_REQUEST);
        assertThat(ask("[]").at("/error/code").asInt()).isEqualTo(ApiError.INVALID_REQUEST);
    }

    @Test
    void a_stranger_authenticates_in_no_batch() throws IOException {
        String token = Files.readString(home.resolve("api-token")).strip();

        JsonNode answer =
                ask("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"auth\",\"params\":{\"token\":\"" + token + "\"}}]");

        assertThat(answer.at("/error/data/code").asText()).isEqualTo("unauthenticated");
        assertThat(client.isAuthenticated()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[],", "{},", "1,", "[1],"})
    void a_message_of_very_many_small_things_is_refused_with_the_limit(String thing) throws IOException {
        authenticate();

        JsonNode answer = ask("[" + thing.repeat(100_000) + "1]");

        assertThat(answer.at("/error/code").asInt()).isEqualTo(ApiError.PARSE_ERROR);
        assertThat(answer.at("/error/message").asText()).contains("100,000");
    }

    @Test
    void a_message_of_very_many_names_is_refused_with_the_limit() throws IOException {
        authenticate();
        String names =
                IntStream.range(0, 50_000).mapToObj(i -> "\"" + i + "\":0").collect(Collectors.joining(","));

        assertThat(call("echo.text", "{" + names + "}").at("/error/message").asText())
                .contains("100,000");
    }

    @Test
    void nesting_goes_to_sixteen() throws IOException {
        authenticate();

        assertThat(ask("[".repeat(16) + "]".repeat(16)).findValue("message").asText())
                .doesNotContain("nesting");
        assertThat(ask("[".repeat(17) + "]".repeat(17)).at("/error/message").asText())
                .contains("nesting 16");
    }

    @Test
    void what_fails_unexpectedly_tells_a_client_no_details() throws IOException {
        authenticate();

        JsonNode answer = call("echo.fail", "{}");

        assertThat(answer.at("/error/data/code").asText()).isEqualTo("internal");
        assertThat(answer.toString()).doesNotContain("secret detail").doesNotContain("Exception");
    }

    @Test
    void a_feature_that_comes_back_in_time_is_not_missed() throws IOException {
        authenticate();
        absences.set(10);
        outlet.sent.clear();
        say("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo.away\"}");

        clock.advance(Duration.ofSeconds(1));

        assertThat(outlet.sent)
                .singleElement()
                .matches(answer -> answer.get("result").asText().equals("back"));
    }

    @Test
    void calls_do_not_overtake_each_other_while_a_feature_is_away() throws IOException {
        authenticate();
        absences.set(10);
        outlet.sent.clear();
        for (int id = 1; id <= 3; id++) {
            say("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"echo.away\"}");
        }

        clock.advance(Duration.ofSeconds(1));

        assertThat(outlet.sent).extracting(answer -> answer.get("id").asInt()).containsExactly(1, 2, 3);
    }

    @Test
    void a_feature_that_stays_away_is_reported() throws IOException {
        authenticate();
        absences.set(1_000_000);
        outlet.sent.clear();
        say("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo.away\"}");

        clock.advance(Duration.ofSeconds(10));

        assertThat(outlet.sent)
                .singleElement()
                .matches(answer -> answer.at("/error/data/retry").asBoolean());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "1",
                "\"text\"",
                "{}",
                "[1]",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"a\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"a\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"a\"}",
                "{} {}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo.text\",\"params\":[1]}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\\u0000\\u001b[31m\"}"
            })
    void nonsense_gets_an_error_and_nothing_else(String text) throws IOException {
        authenticate();
        JsonNode answer = ask(text);
        JsonNode error = answer.isArray() ? answer.get(0).get("error") : answer.get("error");

        assertThat(error.get("code").asInt()).isNegative();
        assertThat(error.get("message").asText()).doesNotContain("\u001b");
    }

    @Test
    void deep_nesting_is_refused_before_it_costs_anything() {
        JsonNode answer = ask("[".repeat(100_000));

        assertThat(answer.at("/error/code").asInt()).isEqualTo(ApiError.PARSE_ERROR);
    }
}
