// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.gateway.token.Reach;
import io.pipes.gateway.token.Token;
import io.pipes.gateway.token.Tokens;
import io.pipes.spi.local.LocalNetwork;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;

/** {@code token.*}, for the owner. */
final class TokenMethods {
    private final Tokens tokens;
    private final Resolver resolver;
    private final SortedSet<String> verbs;

    /** @param verbs what a token can be for */
    TokenMethods(Tokens tokens, Resolver resolver, SortedSet<String> verbs) {
        this.tokens = tokens;
        this.resolver = resolver;
        this.verbs = verbs;
    }

    void addTo(Map<String, Method> methods) {
        methods.put("token.create", (client, params) -> CompletableFuture.completedFuture(create(params)));
        methods.put(
                "token.list",
                (client, params) -> CompletableFuture.completedFuture(Rows.list(tokens.list(), TokenMethods::row)));
        methods.put("token.revoke", (client, params) -> {
            Token meant = Resolver.pick(
                    tokens.list(), params.needText("id"), Token::name, Token::id, "token", "pipes token list");
            tokens.revoke(meant.id());
            return CompletableFuture.completedFuture(Rows.object());
        });
    }

    private ObjectNode create(Params params) {
        Tokens.Created created = tokens.create(
                name(params.needText("name")),
                verbs(params),
                reach(params),
                params.number("expiresMillis", 1_000, Duration.ofDays(3_650).toMillis())
                        .map(Duration::ofMillis));
        return row(created.token()).put("token", created.text());
    }

    /** What is named must be there: a token for what is not would begin to count when somebody else calls something so. */
    private Reach reach(Params params) {
        Optional<String> pipeline = params.text("pipeline");
        if (params.text("network").isEmpty() && pipeline.isEmpty()) {
            return Reach.EVERYWHERE;
        }
        LocalNetwork network = resolver.network(params);
        pipeline.ifPresent(name -> PipelineMethods.pipeline(network, name));
        return new Reach(Optional.of(network.id().text()), pipeline);
    }

    /** Left out means all; an empty list would look like none and is refused, as is what would never allow anything. */
    private List<String> verbs(Params params) {
        List<String> wanted = params.texts("verbs").orElse(List.of());
        if (wanted.isEmpty() && params.texts("verbs").isPresent()) {
            throw Params.invalid("Leave 'verbs' out to allow all, or name some.");
        }
        wanted.stream().filter(verb -> !verbs.contains(verb)).findFirst().ifPresent(this::refuse);
        return wanted;
    }

    private void refuse(String verb) {
        String shown = verb.length() > 64 ? verb.substring(0, 64) + "..." : verb;
        throw Params.invalid(
                "There is no verb '" + shown + "'. A token can be for these: " + String.join(", ", verbs) + ".");
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
        row.put("network", token.reach().network().orElse(null));
        row.put("pipeline", token.reach().pipeline().orElse(null));
        return row.put("expires", token.expires().map(Rows::time).orElse(null));
    }
}
