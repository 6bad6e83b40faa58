// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.api.presence.PresenceEvent;
import io.pipes.base.Scheduler;
import io.pipes.base.id.NetworkId;
import io.pipes.gateway.feed.Features;
import io.pipes.gateway.feed.Feed;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.local.LocalPresence;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code presence.*}. */
final class PresenceMethods {
    private static final String FEATURE = "presence";

    private final Resolver resolver;
    private final Scheduler scheduler;

    PresenceMethods(Resolver resolver, Scheduler scheduler) {
        this.resolver = resolver;
        this.scheduler = scheduler;
    }

    void addTo(Map<String, Method> methods) {
        methods.put(
                "presence.list",
                (client, params) -> CompletableFuture.completedFuture(
                        Rows.list(presence(resolver.network(params)).list(), Rows::presence)));
        methods.put("presence.set", this::set);
        methods.put("presence.subscribe", this::subscribe);
    }

    private CompletionStage<JsonNode> set(Client client, Params params) {
        String status = params.needText("status");
        return presence(resolver.joined(params))
                .set(status)
                .thenApply(said -> Rows.object().put("status", status));
    }

    private CompletionStage<JsonNode> subscribe(Client client, Params params) {
        NetworkId network = resolver.joined(params).id();
        String id = client.newSubscriptionId();
        Feed<PresenceEvent> feed = new Feed<>(
                id,
                Feed.Kind.HOLDING,
                params.number("window", 1, Feed.MAX_WINDOW).orElse(Feed.DEFAULT_WINDOW),
                client,
                "presence.changed",
                () -> presence(resolver.again(network)).events(),
                Rows::told,
                scheduler);
        feed.beginFor(client);
        return CompletableFuture.completedFuture(Rows.object().put("subscription", id));
    }

    private static LocalPresence presence(LocalNetwork network) {
        return Features.need(network, LocalPresence.class, FEATURE);
    }
}
