// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import static io.pipes.gateway.catalogue.Entry.method;

import io.pipes.api.PipesException.Code;
import java.time.Duration;

/** {@code token.*}. */
final class TokenNoun {
    private static final Shape TOKEN = Shape.of(
            "Token",
            "What a program may do that shows it.",
            Field.of("id", Type.id()),
            Field.of("name", Type.text()),
            Field.of("verbs", Type.listOf(Type.text()), "empty for all"),
            Field.of("network", Type.id(), "the only one it is for; null for all")
                    .orNull(),
            Field.of("pipeline", Type.text(), "the only one of that network; null for all")
                    .orNull(),
            Field.of("expires", Type.time(), "null if it does not").orNull());

    private TokenNoun() {}

    static Noun noun() {
        return Noun.of(
                "token",
                "What programs show to be let in.",
                method("token.create", "Makes a token for a program.")
                        .more("[What such tokens reach](protocol.md#tokens).")
                        .takes(
                                Field.of("name", Type.text(64)),
                                Field.of(
                                                "verbs",
                                                Type.listOf(Type.text()),
                                                "methods, nouns such as `message`, or `metrics` for"
                                                        + " [GET /metrics](../guides/operating.md#figures-for-prometheus);"
                                                        + " all when left out")
                                        .optional(),
                                Field.of("network", Type.text(), "the only one it is for")
                                        .optional(),
                                Field.of("pipeline", Type.text(), "the only one of that network")
                                        .optional(),
                                Field.of(
                                                "expiresMillis",
                                                Type.whole(
                                                        1_000,
                                                        Duration.ofDays(3_650).toMillis()),
                                                "how long it is valid; for ever when left out")
                                        .optional())
                        .answers(TOKEN.and(
                                "CreatedToken",
                                "A token, with the text that is shown this once.",
                                Field.of("token", Type.text())))
                        .forOwner(),
                method("token.list", "Lists the tokens, but for the owner's.")
                        .answers(Type.listOf(TOKEN))
                        .forOwner(),
                method("token.revoke", "Makes a token void; connections that used it are closed.")
                        .takes(Field.of("id", Type.text(), "or its beginning, or the name"))
                        .fails(Code.NOT_FOUND, "for one that there is not")
                        .forOwner());
    }
}
