// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.client.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {
    private static final Table TABLE =
            Table.of(Column.text("NAME", "name"), Column.id("NODE", "node"), Column.millis("RTT", "rttMillis"));

    @Test
    void columns_are_as_wide_as_what_stands_in_them() {
        JsonObject near = JsonObject.empty()
                .with("name", "laptop")
                .with("node", "da0e7gp9a51rs1qx")
                .with("rttMillis", 1.26);

        assertThat(TABLE.lines(List.of(near, JsonObject.empty()), 80))
                .containsExactly("NAME    NODE        RTT", "laptop  da0e7gp9a5  1.3 ms", "-       -           -");
    }

    @Test
    void the_widest_column_is_cut_until_the_line_fits() {
        JsonObject row = JsonObject.empty()
                .with("name", "a name that is much too long for this")
                .with("node", "da0e7gp9a5");

        assertThat(TABLE.lines(List.of(row), 40)).allMatch(line -> line.length() <= 40);
        assertThat(TABLE.lines(List.of(row), 40).get(1)).contains("…");
    }

    @Test
    void an_address_stays_whole_while_anything_else_can_be_cut() {
        Table table = Table.of(Column.text("NAME", "name"), Column.whole("ADDRESS", "address"));
        JsonObject row = JsonObject.empty()
                .with("name", "a name that is much too long for this")
                .with("address", "tcp://192.168.100.200:7171");

        assertThat(table.lines(List.of(row), 40).get(1)).isEqualTo("a name that … tcp://192.168.100.200:7171");
        assertThat(table.lines(List.of(row), 30)).allMatch(line -> line.length() <= 30);
    }

    @Test
    void gaps_become_narrow_before_anything_is_cut() {
        JsonObject row = JsonObject.empty().with("name", "laptop").with("node", "da0e7gp9a5");

        assertThat(TABLE.lines(List.of(row), 21)).containsExactly("NAME   NODE       RTT", "laptop da0e7gp9a5 -");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05Z, 0 s ago",
        "2026-01-02T03:04:06Z, 0 s ago",
        "2026-01-02T03:04:02.100Z, 2 s ago",
        "2026-01-02T03:03:05Z, 1 m ago",
        "2026-01-02T01:00:00Z, 2 h ago",
        "2025-12-31T03:04:05Z, 2 d ago",
        "yesterday, yesterday"
    })
    void a_time_is_shown_as_how_long_ago_it_was(String time, String age) {
        assertThat(Age.between(time, Instant.parse("2026-01-02T03:04:05Z"))).isEqualTo(age);
    }

    @Test
    void names_of_others_stay_in_their_line() {
        JsonObject row = JsonObject.empty().with("name", "evil\n\u001b[31m");

        assertThat(TABLE.lines(List.of(row), 80).get(1)).startsWith("evil␊␛[31m");
    }
}
