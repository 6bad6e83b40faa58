// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.client.fake.FakeNode;
import io.pipes.client.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How state looks. */
class StateTest {
    private static final JsonObject NOTHING = JsonObject.empty();
    private static final JsonObject SENT = NOTHING.with("receipt", "stored");
    private static final JsonObject SKY = NOTHING.with("key", "sky")
            .with("author", "16250pj7g1c5knfp")
            .with("time", "2026-01-01T00:00:00.000Z")
            .with("contentType", "text/plain")
            .with("text", "blue");

    private final FakeNode node = new FakeNode()
            .answer("state.put", params -> SENT)
            .answer("state.add", params -> SENT)
            .answer("state.remove", params -> SENT);

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void a_list_says_what_there_is() {
        node.answer(
                "state.list",
                params -> List.of(
                        NOTHING.with("kind", "map").with("name", "colours").with("entries", 2),
                        NOTHING.with("kind", "counter").with("name", "visits").with("entries", 1)));

        assertThat(Run.of(node, "state", "list", "shared").out()).isEqualTo("""
                KIND     NAME     ENTRIES
                map      colours  2
                counter  visits   1
                """);
    }

    @Test
    void a_map_is_listed_whole_a_page_at_a_time() {
        node.answer("state.entries", params -> params.text("after").isPresent() ? List.of() : List.of(SKY));

        Run run = Run.of(node, "state", "list", "shared", "colours", "--json");

        assertThat(run.out()).contains("\"key\":\"sky\"");
        assertThat(node.calls("state.entries")).hasSize(2);
        assertThat(node.calls("state.entries").get(1).text("after")).contains("sky");
    }

    @Test
    void a_value_is_printed_as_it_is() {
        node.answer("state.get", params -> switch (params.text("kind", "map")) {
            case "counter" -> NOTHING.with("value", 7);
            case "set" -> NOTHING.with("key", "x").with("present", true);
            default -> SKY;
        });

        assertThat(Run.of(node, "state", "get", "shared", "colours", "sky").out())
                .isEqualTo("blue\n");
        assertThat(Run.of(node, "state", "get", "shared", "visits", "--kind", "counter")
                        .out())
                .isEqualTo("7\n");
        assertThat(Run.of(node, "state", "get", "shared", "tags", "x", "--kind", "set")
                        .out())
                .isEqualTo("yes\n");
    }

    @Test
    void what_is_written_is_asked_for() {
        assertThat(Run.of(node, "state", "put", "shared", "colours", "sky", "blue")
                        .code())
                .isZero();
        assertThat(Run.of(node, "state", "add", "shared", "tags", "new").code()).isZero();
        assertThat(Run.of(node, "state", "add", "shared", "visits", "-3", "--kind", "counter")
                        .code())
                .isZero();
        assertThat(Run.of(node, "state", "remove", "shared", "tags", "new", "--kind", "set")
                        .code())
                .isZero();

        assertThat(node.calls("state.put").get(0).text("text")).contains("blue");
        assertThat(node.calls("state.add").get(0).text("kind")).contains("set");
        assertThat(node.calls("state.add").get(1).number("amount")).contains(-3L);
        assertThat(node.calls("state.remove").get(0).text("key")).contains("new");
    }

    @Test
    void an_amount_is_a_number() {
        Run run = Run.of(node, "state", "add", "shared", "visits", "many", "--kind", "counter");

        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("whole number");
    }
}
