// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.client.fake.FakeNode;
import io.pipes.client.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What somebody may ask for who reads, and how far copies have come together. */
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
    void progress_is_printed_a_line_for_each_change() {
        JsonObject peer =
                JsonObject.empty().with("node", "n1").with("packets", 1_200).with("inStep", false);
        JsonObject progress = JsonObject.empty()
                .with("subscription", "s1")
                .with("state", "fetching")
                .with("packets", 800)
                .with("missing", 400)
                .with("peers", List.of(peer));
        node.method("pipeline.progress", (params, connection) -> {
            connection.push("pipeline.progressed", progress);
            connection.push(
                    "pipeline.progressed",
                    progress.with("state", "in-step")
                            .with("missing", 0)
                            .with("peers", List.of(peer.with("inStep", true))));
            return JsonObject.empty().with("subscription", "s1");
        });

        Run run = Run.of(node, "pipeline", "sync", "notes", "--count", "2", "--timeout", "10s");

        assertThat(run.code()).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "fetching  800 packets, 400 missing, 0 of 1 peers in step",
                        "in step   800 packets, 1 of 1 peers in step");
    }

    @Test
    void who_sees_the_newest_before_their_turn_is_told_so_once() {
        JsonObject message = JsonObject.empty()
                .with("pipeline", "notes")
                .with("name", "north")
                .with("received", "now")
                .with("text", "milk");
        node.method("pipeline.history", (params, connection) -> {
            for (JsonObject one : List.of(message, message.with("preview", true), message.with("preview", true))) {
                connection.push(
                        "message", JsonObject.empty().with("subscription", "s1").with("message", one));
            }
            connection.push(
                    "ended", JsonObject.empty().with("subscription", "s1").with("error", null));
            return JsonObject.empty().with("subscription", "s1");
        });

        Run run = Run.of(node, "pipeline", "history", "notes", "--newest", "3");

        assertThat(run.lines()).hasSize(3);
        assertThat(run.err()).containsOnlyOnce("still fetching").contains("pipes pipeline sync notes");
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
        assertThat(Run.of(node, "pipeline", "history", "notes", "--newest", "20", "--before", "2030-01-31T12:00:00Z")
                        .code())
                .isZero();

        assertThat(node.calls("pipeline.history"))
                .extracting(params -> params.text("order", "none") + " "
                        + params.number("newest").orElse(0L) + " " + params.text("before", "the end"))
                .containsExactly(
                        "none 0 the end", "display 0 the end", "none 20 the end", "none 20 2030-01-31T12:00:00Z");
    }
}
