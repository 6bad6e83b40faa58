// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.gateway.token.Token;
import io.pipes.gateway.token.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** {@code token.*}, for the owner. */
final class TokenMethods {
    private final Tokens tokens;

    TokenMethods(Tokens tokens) {
        this.tokens = tokens;
    }

    void addTo(Map<String, Method> methods) {
        methods.put("token.create", (client, params) -> CompletableFuture.completedFuture(create(params)));
        methods.put(
                "token.list",
                (client, params) -> CompletableFuture.completedFuture(Rows.list(tokens.list(), TokenMethods::row)));
        methods.put("token.revoke", (client, params) -> {
            tokens.revoke(params.needText("id"));
            return CompletableFuture.completedFuture(Rows.object());
        });
    }

    private ObjectNode create(Params params) {
        Tokens.Created created = tokens.create(
                name(params.needText("name")),
                verbs(params),
                params.text("network"),
                params.number("expiresMillis", 1_000, Duration.ofDays(3_650).toMillis())
                        .map(Duration::ofMillis));
        return row(created.token()).put("token", created.text());
    }

    /** Left out means all; an empty list would look like none and is refused. */
    private static List<String> verbs(Params params) {
        List<String> verbs = params.texts("verbs").orElse(List.of());
        if (verbs.isEmpty() && params.texts("verbs").isPresent()) {
            throw Params.invalid("Leave 'verbs' out to allow all, or name some.");
        }
        return verbs;
    }

    private static String name(String name) {
        if (name.isBlank() || name.length() > 64 || name.chars().anyMatch(Character::isISOControl)) {
            throw Params.invalid("A token's name has 1 to 64 printable characters.");
        }
        return name;
    }

    private static ObjectNode row(Token token) {
        ObjectNode row = Rows.object().put("id", token.id()).put("name", token.name());
        row.set("verbs", Rows.texts(token.verbs()));
        row.put("network", token.network().orElse(null));
        return row.put("expires", token.expires().map(Rows::time).orElse(null));
    }
}
