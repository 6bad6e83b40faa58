// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.message.Sent;
import io.pipes.api.node.Explanation;
import io.pipes.api.node.Node;
import io.pipes.api.node.NodeInfo;
import io.pipes.api.service.Answer;
import io.pipes.base.id.NetworkId;
import io.pipes.client.row.Members;
import io.pipes.client.row.Params;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

final class ClientNode implements Node {
    private static final int MIN_PREFIX = 4;

    private final Calls calls;
    private final Receipts receipts;
    private final NetworkId network;
    private final String name;

    ClientNode(Calls calls, Receipts receipts, NetworkId network, String name) {
        this.calls = calls;
        this.receipts = receipts;
        this.network = network;
        this.name = name;
    }

    private ObjectNode params() {
        return Params.none().put("network", network.text());
    }

    @Override
    public CompletionStage<NodeInfo> info() {
        return calls.list("node.list", params(), Members::node).thenApply(this::pick);
    }

    /** As the node itself understands names: an id, or one name or beginning of an id. */
    private NodeInfo pick(List<NodeInfo> all) {
        String prefix = name.toLowerCase(Locale.ROOT);
        List<NodeInfo> meant = all.stream()
                .filter(node -> node.name().equals(name)
                        || prefix.length() >= MIN_PREFIX && node.node().text().startsWith(prefix))
                .toList();
        return all.stream()
                .filter(node -> node.node().text().equals(prefix))
                .findFirst()
                .orElseGet(() -> only(meant));
    }

    private NodeInfo only(List<NodeInfo> meant) {
        if (meant.size() == 1) {
            return meant.get(0);
        }
        throw meant.isEmpty()
                ? new PipesException(
                        PipesException.Code.NOT_FOUND,
                        "The network has no node '" + name + "'. Network.nodes() tells which it has.")
                : new PipesException(
                        PipesException.Code.AMBIGUOUS,
                        "'" + name + "' may mean " + meant.size() + " nodes. Use the whole id.");
    }

    @Override
    public CompletionStage<Sent> send(Content content) {
        int size = content.bytes().size();
        return Sizes.within(
                Content.MAX_BYTES,
                size,
                () -> receipts.send(network, Params.with(params().put("node", name), content), size));
    }

    @Override
    public CompletionStage<Answer> call(String service, Content request, Duration deadline) {
        return new ServiceCall(calls, params().put("node", name)).make(service, request, deadline);
    }

    @Override
    public CompletionStage<Duration> ping() {
        return calls.read(
                "node.ping",
                params().put("node", name),
                row -> row.findMillis("rttMillis")
                        .orElseThrow(() -> new PipesException(
                                PipesException.Code.INTERNAL, "The node did not say how long it took.")));
    }

    @Override
    public CompletionStage<Explanation> explain() {
        return calls.read("node.explain", params().put("node", name), Members::explanation);
    }
}
