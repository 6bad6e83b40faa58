// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.message.Sent;
import io.pipes.api.state.ReplicatedMap;
import io.pipes.base.Bytes;
import io.pipes.client.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;

/**
 * A map, counter or set of a pipeline.
 *
 * @param which it is, as parameters
 */
record StatePart(Calls calls, ObjectNode which) {
    private static final int PAGE = 1_024;

    ObjectNode params() {
        return which.deepCopy();
    }

    ObjectNode params(String key) {
        int size = Bytes.utf8(key).size();
        if (size < 1 || size > ReplicatedMap.MAX_KEY_BYTES) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "A key has 1 to " + ReplicatedMap.MAX_KEY_BYTES + " bytes of UTF-8.");
        }
        return params().put("key", key);
    }

    <T> CompletionStage<T> read(ObjectNode params, Function<Row, T> reading) {
        return calls.read("state.get", params, reading);
    }

    /** @param valueBytes how long the value is that it carries */
    CompletionStage<Sent> write(String method, ObjectNode params, long valueBytes) {
        return calls.write(method, params, valueBytes, said -> PublishedRows.sent(new Row(said)));
    }

    /**
     * All entries, page by page.
     *
     * @param params of every page
     */
    <T> CompletionStage<List<T>> entries(ObjectNode params, Function<Row, T> reading) {
        return more(params, params.deepCopy(), new ArrayList<>())
                .thenApply(rows -> rows.stream().map(reading).toList());
    }

    private CompletionStage<List<Row>> more(ObjectNode params, ObjectNode page, List<Row> before) {
        return calls.list("state.entries", page.put("limit", PAGE), row -> row).thenCompose(rows -> {
            if (rows.isEmpty()) {
                return CompletableFuture.completedFuture(before);
            }
            before.addAll(rows);
            ObjectNode next =
                    params.deepCopy().put("after", rows.get(rows.size() - 1).text("key"));
            return more(params, next, before);
        });
    }

    <T> Flow.Publisher<T> changes(ObjectNode params, Function<Row, T> reading) {
        return calls.feed("state.subscribe", params, reading);
    }
}
