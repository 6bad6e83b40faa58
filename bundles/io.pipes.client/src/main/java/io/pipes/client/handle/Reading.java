// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.client.row.MessageReader;
import io.pipes.client.row.Params;
import org.jspecify.annotations.Nullable;

/**
 * Reads a pipeline in the order in which its messages came to the node. Where the pipeline is kept, it goes on behind the last message that came,
 * and before one came, where it began: "now" stays the same place.
 */
class Reading extends MessageSource {
    private final String method;
    private final ObjectNode params;
    private @Nullable ObjectNode place;
    private boolean kept;

    Reading(String method, ObjectNode params, MessageReader.LargeContents contents) {
        super(contents);
        this.method = method;
        this.params = params;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public ObjectNode params() {
        ObjectNode next = params.deepCopy().put("batch", BATCH);
        if (place != null) {
            next.remove("cursor");
            next.remove("from");
            next.setAll(place);
        }
        return next;
    }

    @Override
    public void subscribed(JsonNode answer) {
        kept = answer.path("kept").asBoolean(false);
        if (!kept) {
            place = null;
        } else if (place == null && answer.has("after")) {
            JsonNode after = answer.path("after");
            place = after.isObject() ? after(after) : Params.none().put("from", "start");
        }
    }

    @Override
    public void came(JsonNode item) {
        if (kept) {
            place = after(item);
        }
    }

    /** Behind a message, or behind the place that has the same fields. */
    static ObjectNode after(JsonNode place) {
        ObjectNode after = Params.none();
        after.set("author", place.path("author"));
        after.set("seq", place.path("seq"));
        after.set("index", place.path("index"));
        return Params.none().set("after", after);
    }

    @Override
    public boolean leavesGaps() {
        return !kept;
    }
}
