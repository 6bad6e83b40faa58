// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import static io.pipes.gateway.catalogue.Entry.method;

import io.pipes.api.PipesException.Code;

/** {@code auth}, {@code status} and {@code node.stop}. */
final class ProcessNoun {
    private static final Shape STATUS = Shape.of(
            "ProcessStatus",
            "The process and how it is.",
            Field.of(
                    "state",
                    Type.oneOf("setup", "ready"),
                    "`ready` when messages can be exchanged: all nodes are loaded and the listener is up"),
            Field.of("pid", Type.whole()),
            Field.of("version", Type.text()),
            Field.of("javaVersion", Type.text()),
            Field.of("listen", Type.listOf(Type.text()), "addresses at which other nodes reach this process"),
            Field.of("console", Type.text(), "host and port of this API"),
            Field.of("rssBytes", Type.whole()),
            Field.of("heapUsedBytes", Type.whole()),
            Field.of("openFiles", Type.whole()),
            Field.of("links", Type.count(), "of all nodes of this process"),
            Field.of(
                    "keys",
                    Type.text(),
                    "what protects them: `key-file`, `passphrase`; `unusable` when the first of `problems` says why"),
            Field.of("stoppedBundles", Type.listOf(Type.text()), "that should be active"),
            Field.of("problems", Type.listOf(Type.text()), "sentences for whoever runs this node"),
            Field.of(
                    "news",
                    Type.listOf(Type.text()),
                    "what was done by itself since the start, such as bringing a store up to date"));

    private static final Shape LIMITS = Shape.of(
            "Limits",
            "What one client may say and have at a time.",
            Field.of("messageBytes", Type.whole(), "of one message, encoded"),
            Field.of("batch", Type.whole(), "calls in one message"),
            Field.of("calls", Type.whole(), "that run at a time; others wait for their turn"),
            Field.of(
                    "unansweredBytes",
                    Type.whole(),
                    "of calls that are not answered, at least 1,024 each; beyond, nothing more is read"),
            Field.of("subscriptions", Type.whole()),
            Field.of("window", Type.whole(), "what a subscription may have been granted and not told"),
            Field.of("publish", Type.whole(), "messages of one `pipeline.publish`"));

    private ProcessNoun() {}

    static Noun noun() {
        return Noun.of(
                "process",
                "The connection, and the process as a whole.",
                method("auth", "Lets the connection in; the first message on it.")
                        .takes(Field.of(
                                "token",
                                Type.text(),
                                "what the home's file `api-token` holds, or `token.create` answered"))
                        .answers(
                                Field.of("api", Type.oneOf("1"), "a client that does not know it should stop"),
                                Field.of("version", Type.text(), "of the node"),
                                Field.of("token", Type.text(), "its name"),
                                Field.of("process", Type.id(), "another one each time the process starts"),
                                Field.of("limits", Type.row(LIMITS)))
                        .fails(Code.UNAUTHENTICATED, "for a token that is not valid"),
                method("status", "Says how the process is.").answers(STATUS),
                method("node.stop", "Ends the process, once this is answered.")
                        .fails(Code.REFUSED, "in a container that `pipes` did not start")
                        .forOwner());
    }
}
