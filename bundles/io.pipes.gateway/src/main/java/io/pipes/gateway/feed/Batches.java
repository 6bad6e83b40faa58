// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.gateway.rpc.Client;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Tells of several things that are there at once in one notification, {@code messages}: no more than a client wants, or a notification should hold.
 */
public final class Batches<T> implements Notices<T> {
    /** The most things of one notification. */
    public static final long MAX = 256;

    /** The most content of one notification, in bytes, so that it stays far below what a client reads at a time; what is longer goes alone. */
    static final long MAX_BYTES = 256 << 10;

    private final Client client;
    private final String id;
    private final int most;
    private final Function<T, ObjectNode> row;
    private final ToLongFunction<T> bytes;
    private ArrayNode batch = JsonNodeFactory.instance.arrayNode();
    private long batchBytes;
    /** How long a thing was in the batch before, which is known when it was encoded. */
    private long length = 1;

    /**
     * @param most how many things come together, 1 to {@link #MAX}
     * @param row what is told of each
     * @param bytes how long the content of each is
     */
    public Batches(Client client, String id, int most, Function<T, ObjectNode> row, ToLongFunction<T> bytes) {
        this.client = client;
        this.id = id;
        this.most = most;
        this.row = row;
        this.bytes = bytes;
    }

    @Override
    public long tell(T item) {
        long content = bytes.applyAsLong(item);
        if (batchBytes + content > MAX_BYTES) {
            flush();
        }
        batch.add((JsonNode) row.apply(item));
        batchBytes += content;
        if (batch.size() >= most) {
            flush();
        }
        return Math.max(length, content);
    }

    @Override
    public boolean isPending() {
        return !batch.isEmpty();
    }

    @Override
    public void flush() {
        if (batch.isEmpty()) {
            return;
        }
        ArrayNode told = batch;
        batch = JsonNodeFactory.instance.arrayNode(most);
        batchBytes = 0;
        ObjectNode params = JsonNodeFactory.instance.objectNode().put("subscription", id);
        params.set("messages", told);
        length = client.notify("messages", params) / told.size();
    }
}
