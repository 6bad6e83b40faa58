// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.client.feed.Source;
import io.pipes.client.row.Row;
import java.util.function.Function;

/** Looks on as something changes; on each connection it begins anew, for some things with how they are then. What has gone meanwhile is missing. */
class Watching<T> implements Source<T> {
    private final String method;
    private final ObjectNode params;
    private final Function<Row, T> reading;

    Watching(String method, ObjectNode params, Function<Row, T> reading) {
        this.method = method;
        this.params = params;
        this.reading = reading;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public ObjectNode params() {
        return params.deepCopy();
    }

    @Override
    public boolean leavesGaps() {
        return true;
    }

    @Override
    public T decode(JsonNode item) {
        return reading.apply(new Row(item));
    }
}
