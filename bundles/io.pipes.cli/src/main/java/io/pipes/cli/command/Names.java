// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.output.Column;
import io.pipes.client.json.JsonObject;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What people call the nodes whose ids an answer has. */
final class Names {
    private final Map<String, String> names = new HashMap<>();

    /** @param nodes rows with {@code node} and {@code name} */
    Names(List<JsonObject> nodes) {
        nodes.forEach(row -> names.put(row.text("node", ""), row.text("name", "")));
    }

    /** The name, with the beginning of the id where others have that name too; only that where the node is not known. */
    String of(String id) {
        String name = names.getOrDefault(id, "");
        if (name.isEmpty()) {
            return Column.shorten(id);
        }
        boolean shared = Collections.frequency(names.values(), name) > 1;
        return shared ? name + " (" + Column.shorten(id) + ")" : name;
    }

    /** As it is if it is no node's id. */
    String ofAny(String text) {
        return names.containsKey(text) ? of(text) : text;
    }

    /** Where a node was called, or through whom it is reached. */
    Column way(String title) {
        return new Column(title, row -> address(row).orElse("-"), true);
    }

    private Optional<String> address(JsonObject row) {
        return row.text("address").or(() -> row.text("via").map(via -> "via " + of(via)));
    }
}
