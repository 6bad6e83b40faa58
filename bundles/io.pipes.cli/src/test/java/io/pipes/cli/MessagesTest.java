// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.client.fake.FakeConnection;
import io.pipes.client.fake.FakeNode;
import io.pipes.client.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessagesTest {
    private static final JsonObject NOTHING = JsonObject.empty();

    private final FakeNode node = new FakeNode().answer("subscription.cancel", params -> NOTHING);

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void a_message_is_sent_and_its_receipt_printed() {
        JsonObject receipt = NOTHING.with("message", "m1").with("packet", null).with("receipt", "sent");
        node.answer("message.send", params -> receipt);

        Run run = Run.of(node, "send", "laptop", "hello", "--json");

        assertThat(run).isEqualTo(new Run(0, receipt + "\n", ""));
        assertThat(node.calls("message.send").get(0))
                .isEqualTo(NOTHING.with("node", "laptop").with("text", "hello"));
    }

    @Test
    void a_text_that_begins_with_an_at_is_sent_and_no_file_is_read(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("private"), "never to be sent");
        node.answer("message.send", params -> NOTHING.with("message", "m1").with("receipt", "sent"));

        Run run = Run.of(node, "send", "laptop", "@" + file);

        assertThat(run.code()).isZero();
        assertThat(node.calls("message.send").get(0).text("text")).contains("@" + file);
    }

    @Test
    void what_was_not_delivered_in_time_ends_with_5_and_is_printed_all_the_same() {
        JsonObject receipt = NOTHING.with("message", "m1").with("packet", null).with("receipt", "queued");
        node.answer("message.send", params -> receipt);

        Run run = Run.of(node, "send", "laptop", "hello", "--wait", "delivered", "--timeout", "1s", "--json");

        assertThat(run.code()).isEqualTo(5);
        assertThat(run.out()).isEqualTo(receipt + "\n");
        assertThat(run.err()).contains("timed_out");
    }

    @Test
    void what_others_hold_is_enough_for_who_waits_for_that_and_so_is_what_was_delivered() {
        node.answer("message.send", params -> NOTHING.with("message", "m1").with("receipt", params.text("text", "")));

        Run held = Run.of(node, "send", "laptop", "held", "--wait", "held");
        Run delivered = Run.of(node, "send", "laptop", "delivered", "--wait", "held");
        Run queued = Run.of(node, "send", "laptop", "queued", "--wait", "held", "--timeout", "1s");

        assertThat(held).isEqualTo(new Run(0, "held  m1\n", ""));
        assertThat(delivered).isEqualTo(new Run(0, "delivered  m1\n", ""));
        assertThat(queued.code()).isEqualTo(5);
        assertThat(queued.err()).contains("was not held in time", "held m1");
        assertThat(node.calls("message.send").get(0).text("wait")).contains("held");
    }

    @Test
    void what_waits_is_listed_with_those_who_hold_it() {
        JsonObject row = NOTHING.with("message", "m1")
                .with("receipt", "held")
                .with("name", "laptop")
                .with("time", "2030-01-01T00:00:00.000Z")
                .with("until", "2030-01-31T00:00:00.000Z")
                .with("holderNames", List.of("desk", "phone"));
        node.answer("message.waiting", params -> List.of(row));

        assertThat(Run.of(node, "held", "--limit", "5", "--json")).isEqualTo(new Run(0, row + "\n", ""));
        assertThat(Run.of(node, "held").out()).contains("m1", "laptop", "held", "2030-01-31", "desk", "phone");
        assertThat(node.calls("message.waiting").get(0).number("limit")).contains(5L);
    }

    @Test
    void one_message_can_be_asked_for_and_what_is_held_for_others_too() {
        node.answer("message.receipt", params -> NOTHING.with("message", "m1").with("receipt", "delivered"));
        node.answer("message.held", params -> NOTHING.with("letters", 3L).with("bytes", 4_000L));

        assertThat(Run.of(node, "held", "m1").out()).isEqualTo("delivered  m1\n");
        assertThat(node.calls("message.receipt").get(0).text("message")).contains("m1");
        assertThat(Run.of(node, "held", "--for-others").out()).contains("3");
    }

    @Test
    void numbers_and_words_that_make_no_sense_are_usage_errors() {
        assertThat(Run.of(node, "send", "laptop", "hello", "--wait", "sometime").code())
                .isEqualTo(2);
        assertThat(Run.of(node, "receive", "--count", "0").code()).isEqualTo(2);
        assertThat(Run.of(node, "logs", "--lines", "-3").code()).isEqualTo(2);
        assertThat(Run.of(node, "--home", "", "logs").code()).isEqualTo(2);
    }

    @Test
    void a_text_that_looks_like_an_option_is_sent_after_two_dashes() {
        node.answer("message.send", params -> NOTHING.with("message", "m").with("receipt", "sent"));

        assertThat(Run.of(node, "send", "laptop", "-5 degrees").err()).contains("write -- before it");
        assertThat(Run.of(node, "send", "laptop", "--", "-5 degrees").code()).isZero();
        assertThat(node.calls("message.send").get(0).text("text")).contains("-5 degrees");
    }

    @Test
    void each_line_of_standard_input_is_a_message_and_receipts_keep_their_order() {
        node.answer(
                "message.send",
                params -> NOTHING.with("message", params.text("text", "")).with("receipt", "sent"));
        String input =
                IntStream.range(0, 1_000).mapToObj(n -> "line " + n + "\n").collect(Collectors.joining());

        Run run = Run.withInput(node, input, "send", "laptop", "-", "--json");

        assertThat(run.code()).isZero();
        assertThat(run.lines()).hasSize(1_000);
        for (int n = 0; n < 1_000; n++) {
            assertThat(run.lines().get(n)).contains("\"line " + n + "\"");
        }
        assertThat(node.calls("message.send").stream().map(call -> call.text("text", "")))
                .containsExactlyElementsOf(input.lines().toList());
    }

    @Test
    void a_refused_line_ends_the_sending_with_its_reason() {
        node.answer("pipeline.publish", params -> {
            if (params.text("text", "").equals("bad")) {
                throw new FakeNode.Refusal("revoked", "You were removed.", false);
            }
            return NOTHING.with("message", "m").with("receipt", "sent");
        });

        Run run = Run.withInput(node, "good\nbad\ngood\n", "pipeline", "publish", "chat", "-", "--json");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.lines()).hasSize(1);
        assertThat(run.err()).contains("\"revoked\"");
    }

    @Test
    void a_line_longer_than_a_message_may_be_is_refused_and_the_lines_before_it_are_sent() {
        node.answer("message.send", params -> NOTHING.with("message", "m").with("receipt", "sent"));

        Run run = Run.withInput(node, "short\n" + "x".repeat((1 << 20) + 1), "send", "laptop", "-");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.lines()).hasSize(1);
        assertThat(run.err()).contains("Line 2 is longer than 1 MiB");
    }

    @Test
    void receiving_ends_when_enough_has_come() {
        node.method("message.subscribe", (params, connection) -> pushTexts(connection, List.of("one", "two", "three")));

        Run run = Run.of(node, "receive", "--count", "2", "--from", "laptop", "--json");

        assertThat(run.code()).isZero();
        assertThat(run.lines()).hasSize(2).allMatch(line -> line.startsWith("{\"message\":"));
        assertThat(node.calls("message.subscribe").get(0).text("from")).contains("laptop");
    }

    @Test
    void receiving_times_out_with_five() {
        node.method("message.subscribe", (params, connection) -> pushTexts(connection, List.of("one")));

        Run run = Run.of(node, "receive", "--count", "2", "--timeout", "300ms", "--json");

        assertThat(run.code()).isEqualTo(5);
        assertThat(run.lines()).hasSize(1);
        assertThat(run.err()).contains("\"timed_out\"").contains("1 of 2");
    }

    @Test
    void what_others_write_cannot_command_the_terminal() {
        node.method(
                "pipeline.subscribe", (params, connection) -> pushTexts(connection, List.of("\u001b[2Jgone\u202eabc")));

        Run run = Run.of(node, "pipeline", "tail", "chat", "--count", "1");

        assertThat(run.out()).isEqualTo("2026-01-02T03:04:05.678Z  laptop: ␛[2Jgone\ufffdabc\n");
    }

    private static JsonObject pushTexts(FakeConnection connection, List<String> texts) throws IOException {
        for (String text : texts) {
            JsonObject message = NOTHING.with("message", "m")
                    .with("name", "laptop")
                    .with("received", "2026-01-02T03:04:05.678Z")
                    .with("text", text);
            connection.push("message", NOTHING.with("subscription", "s1").with("message", message));
        }
        return NOTHING.with("subscription", "s1");
    }
}
