// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.client.fake.FakeNode;
import io.pipes.client.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How services look, are called, and are offered from a shell. */
class ServicesTest {
    private static final JsonObject NOTHING = JsonObject.empty();
    private static final JsonObject ANNA =
            NOTHING.with("node", "16250pj7g1c5knfp").with("name", "anna");
    private static final JsonObject WEATHER = ANNA.with("service", "weather");

    private final FakeNode node =
            new FakeNode().answer("subscription.cancel", params -> NOTHING).answer("service.answer", params -> NOTHING);

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void a_list_says_who_offers_what_and_how_far_away() {
        node.answer(
                "service.list",
                params -> List.of(
                        WEATHER.with("hops", 2).with("metadata", NOTHING.with("unit", "mm")),
                        WEATHER.with("name", "bert").with("hops", null).with("metadata", NOTHING)));

        assertThat(Run.of(node, "service", "list").out()).isEqualTo("""
                SERVICE  NAME  NODE        HOPS  METADATA
                weather  anna  16250pj7g1  2     unit=mm
                weather  bert  16250pj7g1  away
                """);
    }

    @Test
    void a_call_prints_the_answer_and_nothing_else() {
        node.answer(
                "service.call", params -> ANNA.with("contentType", "text/plain").with("text", "no"));

        assertThat(Run.of(node, "service", "call", "weather", "rain?", "--node", "anna", "--timeout", "3s"))
                .isEqualTo(new Run(0, "no\n", ""));
        assertThat(node.calls("service.call"))
                .containsExactly(NOTHING.with("service", "weather")
                        .with("node", "anna")
                        .with("timeoutMillis", 3_000)
                        .with("text", "rain?"));
    }

    @Test
    void a_request_may_come_from_standard_input_whole() {
        node.answer("service.call", params -> ANNA.with("text", params.text("text", "")));

        assertThat(Run.withInput(node, "one\ntwo", "service", "call", "echo", "-")
                        .out())
                .isEqualTo("one\ntwo\n");
    }

    @Test
    void a_command_answers_with_what_it_prints_and_knows_who_calls() {
        node.method("service.offer", (params, connection) -> {
            connection.push("service.called", called("c1", "rain?"));
            return NOTHING.with("subscription", "s1");
        });

        Run run = Run.of(
                node,
                "service",
                "offer",
                "weather",
                "--metadata",
                "unit=mm",
                "--count",
                "1",
                "--",
                "sh",
                "-c",
                "cat; printf ' asks %s' \"$PIPES_CALLER_NAME\"");

        assertThat(run).isEqualTo(new Run(0, "", ""));
        assertThat(node.calls("service.offer").get(0).object("metadata").fields())
                .isEqualTo(Map.of("unit", "mm"));
        assertThat(node.calls("service.answer"))
                .containsExactly(NOTHING.with("call", "c1").with("text", "rain? asks anna"));
    }

    @Test
    void a_command_that_fails_is_an_error_for_who_called() {
        node.method("service.offer", (params, connection) -> {
            connection.push("service.called", called("c1", "rain?"));
            return NOTHING.with("subscription", "s1");
        });

        Run.of(node, "service", "offer", "weather", "--count", "1", "--", "sh", "-c", "exit 3");

        assertThat(node.calls("service.answer").get(0).text("error"))
                .hasValueSatisfying(error -> assertThat(error).contains("code 3"));
    }

    private static JsonObject called(String call, String text) {
        return WEATHER.with("subscription", "s1")
                .with("call", call)
                .with("text", text)
                .with("deadlineMillis", 20_000);
    }
}
