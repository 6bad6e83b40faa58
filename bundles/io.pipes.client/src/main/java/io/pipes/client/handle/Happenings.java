// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.client.row.Row;
import java.util.Optional;
import java.util.function.Function;

/**
 * As {@link Watching}, where the node sends everything at once, and nothing of what was before: of what waits for the subscriber only the latest of
 * each node stays, and what happens while the connection is lost is missing.
 */
final class Happenings<T> extends Watching<T> {
    Happenings(String method, ObjectNode params, Function<Row, T> reading) {
        super(method, params, reading);
    }

    @Override
    public Optional<String> subject(JsonNode item) {
        return new Row(item).findText("node");
    }
}
