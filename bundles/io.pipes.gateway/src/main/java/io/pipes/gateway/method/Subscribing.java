// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.base.Scheduler;
import io.pipes.gateway.feed.Feed;
import io.pipes.gateway.feed.Notices;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Params;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Supplier;

/** Begins what a client subscribes to, and answers with its name. */
record Subscribing(Scheduler scheduler) {
    /** What is held back at its source, with a notification for each thing. */
    <T> CompletionStage<JsonNode> begin(
            Client client,
            Params params,
            String notification,
            Supplier<Flow.Publisher<T>> source,
            Function<T, ObjectNode> row) {
        String id = client.newSubscriptionId();
        return begin(client, params, id, Feed.Kind.HOLDING, Notices.each(client, id, notification, row), source);
    }

    /** @param id a new one of this client */
    <T> CompletionStage<JsonNode> begin(
            Client client,
            Params params,
            String id,
            Feed.Kind kind,
            Notices<T> notices,
            Supplier<Flow.Publisher<T>> source) {
        new Feed<>(id, kind, window(params), client, notices, source, scheduler).beginFor(client);
        return begun(client, params, id);
    }

    /** How much the client grants from the beginning. */
    static long window(Params params) {
        return params.number("window", 1, Feed.MAX_WINDOW).orElse(Feed.DEFAULT_WINDOW);
    }

    /** The answer. Who has cancelled the call does not learn the name, so the subscription ends. */
    static CompletionStage<JsonNode> begun(Client client, Params params, String id) {
        params.call().whenCancelled(() -> client.drop(id));
        return CompletableFuture.completedFuture(Rows.object().put("subscription", id));
    }
}
