// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.api.PipesException;
import io.pipes.gateway.feed.Features;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.gateway.token.Reach;
import io.pipes.spi.local.LocalNetwork;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps calls within the network and the pipeline that a client's token is for. What counts is which network is meant, however the client calls
 * it: the method then gets its id, so that it can mean no other one. Who may not see other networks learns nothing of them from what is refused.
 */
final class Fence {
    private static final String NETWORK = "network";

    /** They concern the process, or other networks. */
    private static final Set<String> BEYOND_A_NETWORK = Set.of(
            "network.create",
            "network.join",
            "network.list",
            "identity.create",
            "identity.list",
            "identity.show",
            "status",
            "store.show");

    /** They name no network but what the client has from a call that was allowed. */
    private static final Set<String> OF_WHAT_ONE_HAS = Set.of(
            "call.cancel",
            "subscription.grant",
            "subscription.cancel",
            "archive.read",
            "archive.write",
            "content.read",
            "content.write",
            "message.acknowledge",
            "service.answer");

    /** Their parameter {@code name} is a pipeline that is there, or is made by that. */
    private static final Set<String> OF_A_PIPELINE = Set.of(
            "pipeline.open",
            "pipeline.show",
            "pipeline.set",
            "pipeline.publish",
            "pipeline.producer",
            "pipeline.subscribe",
            "pipeline.history",
            "pipeline.progress",
            "pipeline.commit",
            "pipeline.cursors",
            "pipeline.forget",
            "content.publish",
            "content.open",
            "archive.export");

    /** All methods that have a place here by their name. */
    static final Set<String> NAMED = Stream.of(BEYOND_A_NETWORK, OF_WHAT_ONE_HAS, OF_A_PIPELINE)
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    private final Resolver resolver;

    Fence(Resolver resolver) {
        this.resolver = resolver;
    }

    /** The same method, for clients with tokens of all kinds. */
    Method around(String name, Method method) {
        return OF_WHAT_ONE_HAS.contains(name) ? method : (client, params) -> call(name, method, client, params);
    }

    private CompletionStage<JsonNode> call(String name, Method method, Client client, Params params) {
        Reach reach = params.call().token().orElseThrow(() -> refused(name)).reach();
        Optional<String> network = reach.network();
        return method.call(client, network.isEmpty() ? params : within(reach, network.get(), name, params));
    }

    private Params within(Reach reach, String network, String method, Params params) {
        boolean good = !BEYOND_A_NETWORK.contains(method)
                && reach.pipeline().stream()
                        .allMatch(pipeline -> pipeline(method, params)
                                .filter(pipeline::equals)
                                .isPresent());
        if (!good) {
            throw refused(method);
        }
        LocalNetwork only = only(network, method);
        LocalNetwork meant =
                params.text(NETWORK).map(text -> find(text, method)).orElse(only);
        if (!meant.id().equals(only.id())) {
            throw refused(method);
        }
        return params.with(NETWORK, only.id().text());
    }

    private static Optional<String> pipeline(String method, Params params) {
        if (method.startsWith("state.")) {
            return params.text("pipeline");
        }
        return OF_A_PIPELINE.contains(method) ? params.text("name") : Optional.empty();
    }

    /** The network of the token. A node that has not loaded all its networks does not know yet whether it is here. */
    private LocalNetwork only(String network, String method) {
        boolean ready = resolver.networks().ready();
        try {
            return find(network, method);
        } catch (PipesException failure) {
            throw ready ? failure : Features.missing("node");
        }
    }

    private LocalNetwork find(String text, String method) {
        try {
            return resolver.network(text);
        } catch (PipesException failure) {
            throw failure.code() == PipesException.Code.FEATURE_MISSING ? failure : refused(method);
        }
    }

    private static PipesException refused(String method) {
        return new PipesException(PipesException.Code.REFUSED, "This token does not allow '" + method + "' there.");
    }
}
