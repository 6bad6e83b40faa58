// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.base.Scheduler;
import io.pipes.base.id.NetworkId;
import io.pipes.gateway.feed.Features;
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
    private final Subscribing subscribing;

    PresenceMethods(Resolver resolver, Scheduler scheduler) {
        this.resolver = resolver;
        subscribing = new Subscribing(scheduler);
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
        return subscribing.begin(
                client,
                params,
                "presence.changed",
                () -> presence(resolver.again(network)).events(),
                Rows::told);
    }

    private static LocalPresence presence(LocalNetwork network) {
        return Features.need(network, LocalPresence.class, FEATURE);
    }
}
