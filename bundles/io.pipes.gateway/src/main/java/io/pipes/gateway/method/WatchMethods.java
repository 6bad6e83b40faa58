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
import io.pipes.spi.local.LocalPipelines;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** {@code pipeline.watch}. */
final class WatchMethods {
    private final Resolver resolver;
    private final Subscribing subscribing;

    WatchMethods(Resolver resolver, Scheduler scheduler) {
        this.resolver = resolver;
        subscribing = new Subscribing(scheduler);
    }

    void addTo(Map<String, Method> methods) {
        methods.put("pipeline.watch", this::watch);
    }

    private CompletionStage<JsonNode> watch(Client client, Params params) {
        NetworkId network = resolver.joined(params).id();
        return subscribing.begin(
                client,
                params,
                "pipeline.changed",
                () -> Features.need(resolver.again(network), LocalPipelines.class, PipelineMethods.FEATURE)
                        .changes(),
                pipeline -> Rows.object().set("pipeline", Rows.pipeline(pipeline)));
    }
}
