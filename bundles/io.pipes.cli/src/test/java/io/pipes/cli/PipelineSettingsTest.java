// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.client.fake.FakeNode;
import io.pipes.client.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How settings of pipelines are said and shown. */
class PipelineSettingsTest {
    private static final JsonObject NOTHING = JsonObject.empty();
    private static final JsonObject NOTES = NOTHING.with("name", "notes")
            .with("kind", "persistent")
            .with("publishRole", "admin")
            .with("readRole", "reader")
            .with("rotation", "7d")
            .with("metadata", NOTHING.with("colour", "red").with("title", "Our notes"));

    private final FakeNode node = new FakeNode()
            .answer("pipeline.create", params -> NOTES)
            .answer("pipeline.set", params -> NOTES)
            .answer("pipeline.show", params -> NOTES)
            .answer("pipeline.list", params -> List.of(NOTES));

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void settings_are_said_when_a_pipeline_is_made_and_later() {
        String[] settings = {
            "--history", "30d", "--retain", "1000", "--publish-role", "admin", "--read-role", "writer", "--rotate", "7d"
        };
        String[] notes = {"--title", "Our notes", "--metadata", "colour=red", "--metadata", "old="};

        assertThat(run("create", settings, notes).code()).isZero();
        Run set = run("set", settings, notes);

        assertThat(set.code()).isZero();
        assertThat(set.out()).startsWith("The pipeline 'notes' is changed.");
        for (JsonObject said : List.of(
                node.calls("pipeline.create").get(0), node.calls("pipeline.set").get(0))) {
            assertThat(said.text("history")).contains("30d");
            assertThat(said.text("retain")).contains("1000");
            assertThat(said.text("publishRole")).contains("admin");
            assertThat(said.text("readRole")).contains("writer");
            assertThat(said.text("rotate")).contains("7d");
            assertThat(said.object("metadata"))
                    .hasToString("{\"colour\":\"red\",\"old\":null,\"title\":\"Our notes\"}");
        }
    }

    @Test
    void what_is_not_said_is_not_sent() {
        run("set", new String[] {"--kind", "persistent"}, new String[0]);

        JsonObject said = node.calls("pipeline.set").get(0);
        assertThat(said.text("kind")).contains("persistent");
        assertThat(said.has("metadata")).isFalse();
        assertThat(said.has("history")).isFalse();
    }

    @Test
    void they_are_shown() {
        assertThat(Run.of(node, "pipeline", "show", "notes").out())
                .contains("published by    admin", "read by         reader", "key lasts       7d")
                .contains("metadata        colour=red, title=Our notes");
        assertThat(Run.of(node, "pipeline", "list").out()).contains("TITLE").contains("Our notes");
    }

    @Test
    void who_may_not_publish_is_refused() {
        node.refuse("pipeline.set", "denied", "Only admins change it.", false);

        assertThat(run("set", new String[] {"--rotate", "7d"}, new String[0]).code())
                .isEqualTo(4);
    }

    private Run run(String verb, String[] some, String[] more) {
        String[] line = new String[3 + some.length + more.length];
        line[0] = "pipeline";
        line[1] = verb;
        line[2] = "notes";
        System.arraycopy(some, 0, line, 3, some.length);
        System.arraycopy(more, 0, line, 3 + some.length, more.length);
        return Run.of(node, line);
    }
}
