// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.pipeline.SyncProgress;
import io.pipes.base.Scheduler;
import io.pipes.base.id.NetworkId;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** {@code pipeline.progress}. */
final class ProgressMethods {
    private final Resolver resolver;
    private final Subscribing subscribing;

    ProgressMethods(Resolver resolver, Scheduler scheduler) {
        this.resolver = resolver;
        subscribing = new Subscribing(scheduler);
    }

    void addTo(Map<String, Method> methods) {
        methods.put("pipeline.progress", this::subscribe);
    }

    private CompletionStage<JsonNode> subscribe(Client client, Params params) {
        NetworkId network = resolver.joined(params).id();
        String name = params.needText("name");
        return subscribing.begin(
                client,
                params,
                "pipeline.progressed",
                () -> PipelineMethods.pipeline(resolver.again(network), name).progress(),
                ProgressMethods::row);
    }

    private static ObjectNode row(SyncProgress progress) {
        ObjectNode row = Rows.object()
                .put("state", progress.state().text())
                .put("packets", progress.packets())
                .put("missing", progress.missing());
        return row.set("peers", Rows.list(progress.peers(), peer -> row(peer, progress)));
    }

    private static ObjectNode row(SyncProgress.Peer peer, SyncProgress here) {
        return Rows.object()
                .put("node", peer.node().text())
                .put("packets", peer.packets())
                .put("behind", Math.max(0, here.packets() - peer.packets()))
                .put("inStep", peer.inStep());
    }
}
