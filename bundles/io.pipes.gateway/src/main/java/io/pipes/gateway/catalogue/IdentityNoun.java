// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import static io.pipes.gateway.catalogue.Entry.method;

import io.pipes.api.PipesException.Code;

/** {@code identity.*}. */
final class IdentityNoun {
    static final Field WHICH = Field.of("identity", Type.text(), "which one; to be named where there are several")
            .optional();

    private static final Shape IDENTITY = Shape.of(
            "Identity",
            "A person or service of this process.",
            Field.of("identity", Type.id()),
            Field.of("name", Type.text()),
            Field.of("created", Type.time()),
            Field.of("rootKey", Type.bytes(), "the public key that everything else of it follows from, 32 bytes"));

    private IdentityNoun() {}

    static Noun noun() {
        return Noun.of(
                "identity",
                "Who acts: persons and services, whose keys this process holds.",
                method("identity.create", "Makes an identity with keys of its own.")
                        .takes(Field.of("name", Type.text()))
                        .answers(IDENTITY)
                        .fails(Code.ALREADY_EXISTS, "for a name that is taken"),
                method("identity.list", "Lists the identities of this process.").answers(Type.listOf(IDENTITY)),
                method("identity.show", "Shows one of them.").takes(WHICH).answers(IDENTITY));
    }
}
