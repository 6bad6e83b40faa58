// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.pipeline.Cursor;
import io.pipes.api.pipeline.From;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.spi.local.LocalPipeline;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code pipeline.commit}, {@code pipeline.cursors} and {@code pipeline.forget}. */
final class CursorMethods {
    private final Resolver resolver;

    CursorMethods(Resolver resolver) {
        this.resolver = resolver;
    }

    void addTo(Map<String, Method> methods) {
        methods.put("pipeline.commit", this::commit);
        methods.put("pipeline.cursors", this::list);
        methods.put("pipeline.forget", this::forget);
    }

    private CompletionStage<JsonNode> commit(Client client, Params params) {
        From.After after = ReadingPlace.place(params);
        Cursor cursor = cursor(params);
        return cursor.commit(after).thenApply(done -> row(cursor.name(), Optional.of(after)));
    }

    private CompletionStage<JsonNode> list(Client client, Params params) {
        LocalPipeline pipeline = pipeline(params);
        return pipeline.cursors().thenCompose(names -> rows(pipeline, names));
    }

    private static CompletionStage<JsonNode> rows(LocalPipeline pipeline, List<String> names) {
        CompletionStage<ArrayNode> rows =
                CompletableFuture.completedFuture(Rows.list(List.<String>of(), none -> Rows.object()));
        for (String name : names) {
            rows = rows.thenCompose(
                    before -> pipeline.cursor(name).position().thenApply(place -> before.add(row(name, place))));
        }
        return rows.thenApply(all -> all);
    }

    private CompletionStage<JsonNode> forget(Client client, Params params) {
        Cursor cursor = cursor(params);
        return cursor.remove().thenApply(done -> Rows.object().put("cursor", cursor.name()));
    }

    private Cursor cursor(Params params) {
        return pipeline(params).cursor(params.needText("cursor"));
    }

    private LocalPipeline pipeline(Params params) {
        return PipelineMethods.pipeline(resolver.network(params), params.needText("name"));
    }

    private static ObjectNode row(String name, Optional<From.After> place) {
        return Rows.object()
                .put("cursor", name)
                .put("author", place.map(at -> at.author().text()).orElse(null))
                .put("seq", place.map(From.After::seq).orElse(null))
                .put("index", place.map(From.After::index).orElse(null));
    }
}
