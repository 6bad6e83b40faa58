// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.client.row.MessageReader;
import org.jspecify.annotations.Nullable;

/** Reads what a pipeline has now, to its end; in order of display if its parameters say so. */
final class Paging extends MessageSource {
    private final ObjectNode params;
    private final int newest;
    private @Nullable JsonNode last;
    private int came;

    /** @param newest so many at most; 0 for as many as there are */
    Paging(ObjectNode params, int newest, MessageReader.LargeContents contents) {
        super(contents);
        this.params = params;
        this.newest = newest;
    }

    @Override
    public String method() {
        return "pipeline.history";
    }

    @Override
    public ObjectNode params() {
        ObjectNode next = params.deepCopy().put("batch", BATCH);
        if (newest > 0 && Places.hasEnd(next)) {
            // The last ones before a place are still the last ones, whatever has come behind it.
            return next.put("newest", newest - came);
        }
        if (last != null) {
            next.remove("from");
            next.remove("newest");
            next.setAll(Reading.after(last));
            return newest > 0 ? next.put("order", "display") : next;
        }
        return newest > 0 ? next.put("newest", newest) : next;
    }

    @Override
    public void came(JsonNode item) {
        last = item;
        came++;
    }

    @Override
    public boolean isOver() {
        return newest > 0 && came >= newest;
    }
}
