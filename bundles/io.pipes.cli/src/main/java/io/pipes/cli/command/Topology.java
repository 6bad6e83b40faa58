// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.output.Column;
import io.pipes.cli.output.Output;
import io.pipes.cli.output.Table;
import io.pipes.client.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who is linked to whom, a line for each node. */
final class Topology {
    /** More than that nobody reads; programs get all. */
    private static final int MOST_LINES = 40;

    private static final Table TABLE = Table.of(Column.text("NAME", "name"), Column.text("LINKED TO", "linked"));

    private final List<JsonObject> links;

    /** @param links rows with {@code one} and {@code other} */
    Topology(List<JsonObject> links) {
        this.links = links;
    }

    /** Says nothing where no links are known. */
    void print(Output out, Names names) {
        if (links.isEmpty()) {
            return;
        }
        Map<String, SortedSet<String>> neighbours = new TreeMap<>();
        links.forEach(link -> {
            String one = names.of(link.text("one", ""));
            String other = names.of(link.text("other", ""));
            neighbours.computeIfAbsent(one, first -> new TreeSet<>()).add(other);
            neighbours.computeIfAbsent(other, first -> new TreeSet<>()).add(one);
        });
        List<JsonObject> rows = neighbours.entrySet().stream()
                .limit(MOST_LINES)
                .map(entry -> JsonObject.empty()
                        .with("name", entry.getKey())
                        .with("linked", String.join(", ", entry.getValue())))
                .toList();
        out.say("");
        out.rows(rows, TABLE, "");
        if (neighbours.size() > MOST_LINES) {
            out.say("... and " + (neighbours.size() - MOST_LINES) + " more; --json has all of them.");
        }
    }
}
