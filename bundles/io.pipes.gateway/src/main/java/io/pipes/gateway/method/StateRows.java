// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.message.Content;
import io.pipes.api.state.MapChange;
import io.pipes.api.state.MapEntry;
import io.pipes.api.state.Merge;
import io.pipes.api.state.SetChange;
import io.pipes.api.state.StateInfo;
import java.util.List;

/** How what members have built together is written. */
final class StateRows {
    private StateRows() {}

    static ObjectNode part(StateInfo part) {
        return Rows.object()
                .put("kind", part.kind().text())
                .put("name", part.name())
                .put("entries", part.entries());
    }

    static ObjectNode entry(MapEntry entry) {
        ObjectNode row = Rows.object()
                .put("key", entry.key())
                .put("author", entry.author().text())
                .put("time", Rows.time(entry.time()));
        List<Content> concurrent = told(entry.concurrent());
        if (concurrent.size() > 1) {
            ArrayNode values = row.putArray("concurrent");
            concurrent.forEach(value -> values.add(Rows.withContent(Rows.object(), value)));
        }
        return Rows.withContent(row, entry.value());
    }

    /** How long the values are that are told of an entry, in bytes. */
    static int size(MapEntry entry) {
        return told(entry.concurrent()).stream()
                .mapToInt(value -> value.bytes().size())
                .sum();
    }

    /** Of values that were written without knowing of each other as many of the last ones as one answer may have. */
    private static List<Content> told(List<Content> concurrent) {
        int first = concurrent.size();
        int bytes = 0;
        while (first > 0 && concurrent.size() - first < Merge.MOST_VALUES) {
            bytes += concurrent.get(first - 1).bytes().size();
            if (bytes > Merge.MOST_BYTES) {
                break;
            }
            first--;
        }
        return concurrent.subList(first, concurrent.size());
    }

    static ObjectNode element(String element, boolean present) {
        return Rows.object().put("key", element).put("present", present);
    }

    /** Of a counter. */
    static ObjectNode value(long value) {
        return Rows.object().put("value", value);
    }

    static ObjectNode told(MapChange change) {
        ObjectNode row = element(change.key(), change.now().isPresent());
        change.now().ifPresent(entry -> row.setAll(entry(entry)));
        return row;
    }

    static ObjectNode told(SetChange change) {
        return element(change.element(), change.present());
    }
}
