// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.network.NetworkEvent;
import io.pipes.base.Scheduler;
import io.pipes.base.id.NetworkId;
import io.pipes.gateway.feed.Feed;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code subscription.*}, and the subscription to a network's changes. */
final class SubscriptionMethods {
    private final Resolver resolver;
    private final Scheduler scheduler;

    SubscriptionMethods(Resolver resolver, Scheduler scheduler) {
        this.resolver = resolver;
        this.scheduler = scheduler;
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
        NetworkId network = resolver.network(params).id();
        String id = client.newSubscriptionId();
        // Changes are few: the client need not grant them.
        new Feed<>(
                        id,
                        Feed.Kind.SKIPPING,
                        Feed.UNLIMITED,
                        client,
                        "network.changed",
                        () -> new NetworkChanges(resolver.again(network)),
                        event -> row(network, event),
                        scheduler)
                .beginFor(client);
        return Subscribing.begun(client, params, id);
    }

    private static ObjectNode row(NetworkId network, NetworkEvent event) {
        return Rows.object()
                .put("network", network.text())
                .put("kind", event.kind())
                .put("node", event.node().text());
    }
}
