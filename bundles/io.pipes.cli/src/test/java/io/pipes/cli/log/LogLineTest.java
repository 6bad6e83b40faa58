// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.client.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogLineTest {
    private static final JsonObject EVENT = JsonObject.empty()
            .with("time", "2026-01-02T03:04:05.678Z")
            .with("level", "WARN")
            .with("logger", "io.pipes.node.link.Links")
            .with("message", "A link was lost")
            .with("error", "");

    @Test
    void people_read_an_object_as_they_read_a_plain_line() {
        assertThat(new LogLine(EVENT.toString()).text())
                .isEqualTo("2026-01-02T03:04:05.678Z WARN  node.link.Links A link was lost");
    }

    @Test
    void a_failure_stands_below_its_line() {
        String line = EVENT.with("error", "java.io.IOException: broken\n\tat Links.java\n")
                .toString();

        assertThat(new LogLine(line).text()).endsWith(" A link was lost\njava.io.IOException: broken\n\tat Links.java");
    }

    @Test
    void programs_get_the_object_and_of_plain_text_the_line() {
        assertThat(new LogLine(EVENT.toString()).row()).isEqualTo(EVENT);
        assertThat(new LogLine("text").row()).isEqualTo(JsonObject.empty().with("line", "text"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "{", "{\"time\":1}", "{} and more", "[1]"})
    void what_is_no_event_stays_as_it_is(String line) {
        assertThat(new LogLine(line).text()).isEqualTo(line);
    }
}
