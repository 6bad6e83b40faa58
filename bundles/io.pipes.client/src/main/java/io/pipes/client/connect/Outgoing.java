// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pipes.client.row.Contents;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * What waits to be written. While one message is being written, others come, and what of these may go together is then one message: many small
 * calls cost few writes, and one alone does not wait for company.
 *
 * <p>An array of calls is answered when all of them are done, so only calls go together that are done quickly, and only neighbours, because calls
 * keep their order.
 */
final class Outgoing {
    /** As the node allows. */
    static final int MOST_TOGETHER = 64;

    private static final long MOST_BYTES = 512 << 10;
    private static final String PUBLISH = "pipeline.publish";

    /** What takes no turn: it must not wait for the answer of what does. */
    private static final Set<String> CONTROL = Set.of("subscription.grant", "message.acknowledge", "service.answer");

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private boolean closed;

    private enum Kind {
        PUBLISHING,
        CONTROL,
        /** It may take its time. */
        ALONE
    }

    private record Waiting(JsonNode message, long bytes, Kind kind) {}

    synchronized void add(JsonNode message) {
        if (!closed) {
            Waiting last = new Waiting(message, weight(message), kind(message));
            waiting.add(last);
            notifyAll();
        }
    }

    private static Kind kind(JsonNode message) {
        String method = message.path("method").asText();
        if (CONTROL.contains(method)) {
            return Kind.CONTROL;
        }
        return method.equals(PUBLISH) && !message.path("params").has("storedAt") ? Kind.PUBLISHING : Kind.ALONE;
    }

    /** What surrounds the content is short, wherever there is much. */
    private static long weight(JsonNode message) {
        JsonNode params = message.path("params");
        long weight = 256 + Contents.size(params);
        for (JsonNode one : params.path("messages")) {
            weight += 64 + Contents.size(one);
        }
        return weight;
    }

    /** Blocks until there is something; the next message, or several as an array. */
    synchronized JsonNode take() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        Waiting first = waiting.remove();
        if (first.kind() == Kind.ALONE || !fits(first.kind(), first.bytes())) {
            return first.message();
        }
        ArrayNode together = JsonNodeFactory.instance.arrayNode().add(first.message());
        long taken = first.bytes();
        while (together.size() < MOST_TOGETHER && fits(first.kind(), taken)) {
            taken += waiting.element().bytes();
            together.add(waiting.remove().message());
        }
        return together;
    }

    private boolean fits(Kind kind, long taken) {
        Waiting next = waiting.peek();
        return next != null && next.kind() == kind && taken + next.bytes() <= MOST_BYTES;
    }

    /** Nothing more is written. */
    synchronized void close() {
        closed = true;
        waiting.clear();
    }
}
