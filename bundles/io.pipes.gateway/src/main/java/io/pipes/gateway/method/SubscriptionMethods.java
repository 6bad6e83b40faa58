// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.gateway.feed.Feed;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.spi.local.LocalNetwork;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code subscription.*}, and the subscription to a network's changes. */
final class SubscriptionMethods {
    private final Resolver resolver;

    SubscriptionMethods(Resolver resolver) {
        this.resolver = resolver;
    }

    void addTo(Map<String, Method> methods) {
        methods.put("subscription.grant", (client, params) -> {
            long count = params.number("count", 1, Feed.MAX_WINDOW).orElse(1L);
            client.subscription(params.needText("subscription")).grant(count);
            return CompletableFuture.completedFuture(Rows.object());
        });
        methods.put("subscription.cancel", (client, params) -> {
            client.cancel(params.needText("subscription"));
            return CompletableFuture.completedFuture(Rows.object());
        });
        methods.put("network.subscribe", this::subscribe);
    }

    private CompletionStage<JsonNode> subscribe(Client client, Params params) {
        LocalNetwork network = resolver.network(params);
        String id = client.newSubscriptionId();
        AutoCloseable listening = network.listen(event -> {
            ObjectNode change = Rows.object()
                    .put("subscription", id)
                    .put("network", network.id().text())
                    .put("kind", event.kind())
                    .put("node", event.node().text());
            client.notify("network.changed", change);
        });
        client.add(id, new Listening(listening));
        return CompletableFuture.completedFuture(Rows.object().put("subscription", id));
    }

    /** Changes are few: they need no window. */
    private record Listening(AutoCloseable registration) implements Client.Subscription {
        @Override
        public void grant(long count) {}

        @Override
        public void cancel() {
            try {
                registration.close();
            } catch (Exception failure) {
                throw new IllegalStateException("A subscription could not be cancelled", failure);
            }
        }
    }
}
