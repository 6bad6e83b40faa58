// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.client.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

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
    void names_of_others_stay_in_their_line() {
        JsonObject row = JsonObject.empty().with("name", "evil\n\u001b[31m");

        assertThat(TABLE.lines(List.of(row), 80).get(1)).startsWith("evil␊␛[31m");
    }
}
