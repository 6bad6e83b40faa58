// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import io.pipes.gateway.rpc.Method;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** {@code identity.*}. */
final class IdentityMethods {
    private final Resolver resolver;

    IdentityMethods(Resolver resolver) {
        this.resolver = resolver;
    }

    void addTo(Map<String, Method> methods) {
        methods.put(
                "identity.create",
                (client, params) ->
                        resolver.identities().create(params.needText("name")).thenApply(Rows::identity));
        methods.put(
                "identity.list",
                (client, params) -> CompletableFuture.completedFuture(
                        Rows.list(resolver.identities().list(), Rows::identity)));
        methods.put(
                "identity.show",
                (client, params) -> CompletableFuture.completedFuture(Rows.identity(resolver.identity(params))));
    }
}
