// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.Progress;
import io.pipes.api.store.StoreInfo;
import io.pipes.api.store.StoreMove;
import io.pipes.api.store.Stores;
import io.pipes.gateway.feed.Features;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** {@code store.*}: where this process keeps its nodes. */
final class StoreMethods {
    private final Supplier<Optional<Stores>> stores;

    StoreMethods(Supplier<Optional<Stores>> stores) {
        this.stores = stores;
    }

    void addTo(Map<String, Method> methods) {
        methods.put("store.show", (client, params) -> CompletableFuture.completedFuture(row(stores().info())));
        methods.put("store.move", this::move);
    }

    /**
     * Answers when it has begun: a move may take longer than a client waits, and {@code store.show} tells how far it is. To a client that is told
     * of its progress it answers when it is over.
     */
    private CompletionStage<JsonNode> move(Client client, Params params) {
        String to = params.needText("to");
        boolean waits = params.flag("progress");
        CompletionStage<StoreInfo> moving = stores().move(to);
        if (!waits) {
            return CompletableFuture.completedFuture(begun(moving.toCompletableFuture()));
        }
        params.progress(() -> stores.get().flatMap(now -> now.info().move()).map(StoreMethods::progress));
        return moving.thenApply(StoreMethods::row);
    }

    private static Progress progress(StoreMove move) {
        return new Progress(
                move.step().text(),
                move.nodes(),
                Optional.of((long) move.allNodes()),
                move.nodes() + " of " + move.allNodes() + " nodes and " + move.entries()
                        + " entries have been copied.");
    }

    private ObjectNode begun(CompletableFuture<StoreInfo> moving) {
        if (moving.isCompletedExceptionally()) {
            try {
                moving.join();
            } catch (CompletionException refused) {
                throw refused.getCause() instanceof RuntimeException known ? known : refused;
            }
        }
        return row(stores().info());
    }

    private Stores stores() {
        return stores.get().orElseThrow(() -> Features.missing("node"));
    }

    private static ObjectNode row(StoreInfo info) {
        ObjectNode row = Rows.object().put("store", info.kind().isEmpty() ? null : info.kind());
        row.set("installed", Rows.texts(info.installed()));
        row.set("move", info.move().map(StoreMethods::row).orElse(null));
        row.set("problems", Rows.texts(info.problems()));
        return row;
    }

    private static ObjectNode row(StoreMove move) {
        return Rows.object()
                .put("from", move.from())
                .put("to", move.to())
                .put("state", move.step().text())
                .put("nodes", move.nodes())
                .put("allNodes", move.allNodes())
                .put("entries", move.entries())
                .put("failure", move.failure().orElse(null));
    }
}
