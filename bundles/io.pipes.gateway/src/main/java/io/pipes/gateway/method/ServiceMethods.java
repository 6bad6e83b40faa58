// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.service.Answer;
import io.pipes.base.Scheduler;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.gateway.feed.Features;
import io.pipes.gateway.feed.Feed;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.local.LocalServices;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code service.*}. */
final class ServiceMethods {
    private static final String FEATURE = "service";
    private static final long DEFAULT_MILLIS = 10_000;
    private static final long MAX_MILLIS = 600_000;

    private final Resolver resolver;
    private final Scheduler scheduler;
    private final OpenCalls calls = new OpenCalls();

    ServiceMethods(Resolver resolver, Scheduler scheduler) {
        this.resolver = resolver;
        this.scheduler = scheduler;
    }

    void addTo(Map<String, Method> methods) {
        methods.put("service.list", this::list);
        methods.put("service.call", this::call);
        methods.put("service.offer", this::offer);
        methods.put("service.answer", this::answer);
    }

    private CompletionStage<JsonNode> list(Client client, Params params) {
        return services(resolver.network(params)).list().thenApply(offered -> Rows.list(offered, Rows::offered));
    }

    private CompletionStage<JsonNode> call(Client client, Params params) {
        LocalNetwork network = resolver.network(params);
        Optional<NodeId> node = params.text("node").map(text -> resolver.node(network, text));
        long millis = params.number("timeoutMillis", 1, MAX_MILLIS).orElse(DEFAULT_MILLIS);
        CompletableFuture<Answer> call = services(network)
                .call(params.needText("service"), node, Bodies.of(params), Duration.ofMillis(millis))
                .toCompletableFuture();
        params.call().whenCancelled(() -> call.cancel(false));
        return call.thenApply(Rows::answer);
    }

    private CompletionStage<JsonNode> offer(Client client, Params params) {
        NetworkId network = resolver.joined(params).id();
        String service = params.needText("service");
        long window = params.number("window", 1, Feed.MAX_WINDOW).orElse((long) LocalServices.MAX_CALLS);
        ServiceOffer offer = new ServiceOffer(
                client.newSubscriptionId(),
                service,
                metadata(params),
                (int) Math.min(window, LocalServices.MAX_CALLS),
                client,
                () -> services(resolver.again(network)),
                calls,
                scheduler);
        return offer.begin().thenCompose(begun -> Subscribing.begun(client, params, offer.id()));
    }

    private static SortedMap<String, String> metadata(Params params) {
        SortedMap<String, String> metadata = new TreeMap<>();
        params.entries("metadata", LocalServices.MAX_METADATA)
                .forEach((key, value) -> metadata.put(
                        key, value.orElseThrow(() -> Params.invalid("A value of 'metadata' must be a string."))));
        return metadata;
    }

    private CompletionStage<JsonNode> answer(Client client, Params params) {
        String id = params.needText("call");
        Optional<String> error = params.text("error");
        Optional<Content> content = error.isPresent() ? Optional.empty() : Optional.of(Bodies.of(params));
        OpenCall call = calls.of(client, id).orElseThrow(() -> OpenCalls.nobodyWaits(id));
        boolean waitedFor = content.map(call::answer)
                .orElseGet(() -> call.fail(new PipesException(PipesException.Code.FAILED, error.orElseThrow())));
        if (!waitedFor) {
            throw OpenCalls.nobodyWaits(id);
        }
        return CompletableFuture.completedFuture(Rows.object());
    }

    private static LocalServices services(LocalNetwork network) {
        return Features.need(network, LocalServices.class, FEATURE);
    }
}
