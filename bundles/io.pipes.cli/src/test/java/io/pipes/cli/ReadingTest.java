// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.client.fake.FakeNode;
import io.pipes.client.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In which order somebody may read what is there. */
class ReadingTest {
    private final FakeNode node = new FakeNode()
            .method("pipeline.history", (params, connection) -> {
                connection.push(
                        "ended", JsonObject.empty().with("subscription", "s1").with("error", null));
                return JsonObject.empty().with("subscription", "s1");
            })
            .answer("subscription.cancel", params -> JsonObject.empty());

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void the_order_and_the_newest_are_asked_for() {
        assertThat(Run.of(node, "pipeline", "history", "notes").code()).isZero();
        assertThat(Run.of(node, "pipeline", "history", "notes", "--order", "display")
                        .code())
                .isZero();
        assertThat(Run.of(node, "pipeline", "history", "notes", "--newest", "20")
                        .code())
                .isZero();

        assertThat(node.calls("pipeline.history"))
                .extracting(params -> params.text("order", "none") + " " + params.number("newest").orElse(0L))
                .containsExactly("none 0", "display 0", "none 20");
    }
}
