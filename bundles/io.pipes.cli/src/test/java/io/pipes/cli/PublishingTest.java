// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.client.fake.FakeNode;
import io.pipes.client.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What somebody may ask for who publishes. */
class PublishingTest {
    private static final JsonObject STORED =
            JsonObject.empty().with("message", "m1").with("packet", "p1").with("receipt", "stored");

    private final FakeNode node = new FakeNode();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void who_waits_for_other_nodes_is_told_how_many_have_it() {
        node.answer("pipeline.publish", params -> STORED.with("storedAt", 3));

        Run run = Run.of(node, "pipeline", "publish", "notes", "milk", "--stored-at", "2", "--timeout", "3s");

        assertThat(run).isEqualTo(new Run(0, "stored at 3  m1\n", ""));
        JsonObject asked = node.calls("pipeline.publish").get(0);
        assertThat(asked.number("storedAt")).contains(2L);
        assertThat(asked.number("timeoutMillis")).contains(3_000L);
    }

    @Test
    void who_waits_for_nobody_asks_for_nothing() {
        node.answer("pipeline.publish", params -> STORED);

        assertThat(Run.of(node, "pipeline", "publish", "notes", "milk").out()).isEqualTo("stored  m1\n");
        assertThat(node.calls("pipeline.publish").get(0))
                .isEqualTo(JsonObject.empty().with("name", "notes").with("text", "milk"));
    }

    @Test
    void a_message_has_the_key_that_was_given() {
        node.answer("pipeline.publish", params -> STORED);

        Run.of(node, "pipeline", "publish", "notes", "21.5", "--key", "kitchen");

        assertThat(node.calls("pipeline.publish").get(0).text("key")).contains("kitchen");
    }

    @Test
    void when_too_few_have_it_in_time_the_program_ends_with_5() {
        node.refuse(
                "pipeline.publish", "too_few_copies", "The message is published and stored at 1 of 2 nodes.", false);

        Run run = Run.of(node, "pipeline", "publish", "notes", "milk", "--stored-at", "2", "--json");

        assertThat(run.code()).isEqualTo(5);
        assertThat(run.err()).contains("too_few_copies", "1 of 2 nodes", "\"retry\":false");
    }
}
