// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.client.fake.FakeNode;
import io.pipes.client.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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

    private void isCalled(int calls, long millis) {
        isCalled(calls, number -> millis);
    }

    /** @param millis how long each call waits for its answer, by its number from 1 on */
    private void isCalled(int calls, LongUnaryOperator millis) {
        node.method("service.offer", (params, connection) -> {
            for (int i = 1; i <= calls; i++) {
                connection.push(
                        "service.called", called("c" + i, "rain?").with("deadlineMillis", millis.applyAsLong(i)));
            }
            return NOTHING.with("subscription", "s1");
        });
    }

    private Run offer(int count, String... command) {
        List<String> line =
                new ArrayList<>(List.of("service", "offer", "weather", "--count", String.valueOf(count), "--"));
        line.addAll(List.of(command));
        return Run.of(node, line.toArray(String[]::new));
    }

    private List<String> errors() {
        return node.calls("service.answer").stream()
                .map(answer -> answer.text("error", ""))
                .toList();
    }

    @Test
    void why_a_command_fails_is_said_here_and_not_to_who_called() {
        isCalled(1, 20_000);

        assertThat(offer(1, "sh", "-c", "exit 3").err()).contains("code 3");
        assertThat(offer(1, "/there/is/no/such/program").err()).contains("/there/is/no/such/program");

        assertThat(errors())
                .containsExactly(
                        "The command that answers for this service has failed.",
                        "The command that answers for this service has failed.");
    }

    @Test
    @Timeout(60)
    void a_command_that_takes_too_long_is_ended_with_all_that_it_has_begun() {
        isCalled(1, 500);

        Run run = offer(1, "sh", "-c", "sleep 600; true");

        assertThat(run.err()).contains("not ended in time");
        assertThat(errors()).hasSize(1);
        assertThat(ProcessHandle.current()
                        .descendants()
                        .map(one -> one.info().command().orElse("")))
                .noneMatch(program -> program.endsWith("sleep"));
    }

    @Test
    @Timeout(60)
    void who_leaves_its_output_to_a_process_that_goes_on_keeps_nobody_waiting() {
        isCalled(1, 500);

        offer(1, "sh", "-c", "sleep 90 & sleep 0.3; echo no");

        assertThat(errors()).hasSize(1);
    }

    @Test
    @Timeout(60)
    void calls_whose_time_is_up_before_their_turn_comes_are_answered_and_not_run(@TempDir Path folder)
            throws IOException {
        Path runs = folder.resolve("runs");
        // All turns are taken until long after the others have no time any more.
        isCalled(20, number -> number <= 8 ? 2_000 : 500);

        offer(20, "sh", "-c", "echo one >> \"$0\"; sleep 600; true", runs.toString());

        assertThat(Files.readAllLines(runs)).hasSizeBetween(1, 8);
        assertThat(errors()).hasSize(20).allMatch(error -> error.contains("in time"));
    }

    private static JsonObject called(String call, String text) {
        return WEATHER.with("subscription", "s1")
                .with("call", call)
                .with("text", text)
                .with("deadlineMillis", 20_000);
    }
}
