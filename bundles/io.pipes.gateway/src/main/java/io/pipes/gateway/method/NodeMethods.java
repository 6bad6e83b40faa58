// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.api.node.NodeState;
import io.pipes.base.id.NodeId;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.spi.local.LocalNetwork;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code node.*}, as far as it concerns other nodes. */
final class NodeMethods {
    private final Resolver resolver;

    NodeMethods(Resolver resolver) {
        this.resolver = resolver;
    }

    void addTo(Map<String, Method> methods) {
        methods.put(
                "node.list",
                (client, params) -> CompletableFuture.completedFuture(
                        Rows.list(resolver.network(params).nodes(), Rows::node)));
        methods.put(
                "node.peers",
                (client, params) -> CompletableFuture.completedFuture(Rows.list(
                        resolver.network(params).nodes().stream()
                                .filter(node -> node.state() == NodeState.CONNECTED)
                                .toList(),
                        Rows::node)));
        methods.put("node.ping", this::ping);
        methods.put("node.explain", this::explain);
    }

    private CompletionStage<JsonNode> explain(Client client, Params params) {
        LocalNetwork network = resolver.network(params);
        return network.explain(resolver.node(network, params.needText("node"))).thenApply(Rows::explanation);
    }

    private CompletionStage<JsonNode> ping(Client client, Params params) {
        LocalNetwork network = resolver.network(params);
        NodeId node = resolver.node(network, params.needText("node"));
        return network.ping(node)
                .thenApply(nanos -> Rows.object().put("node", node.text()).put("rttMillis", nanos / 1e6));
    }
}
