// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import static io.pipes.gateway.catalogue.Entry.method;

import io.pipes.api.PipesException.Code;
import io.pipes.api.store.StoreMove;

/** {@code store.*}. */
final class StoreNoun {
    private static final Shape MOVE = Shape.of(
            "StoreMove",
            "Nodes on their way from one store to another.",
            Field.of("from", Type.text()),
            Field.of("to", Type.text()),
            Field.of("state", Type.oneOf(StoreMove.Step.values(), StoreMove.Step::text)),
            Field.of("nodes", Type.count(), "that are done"),
            Field.of("allNodes", Type.count()),
            Field.of("entries", Type.count()),
            Field.of("failure", Type.text()).orNull());

    private static final Shape STORE = Shape.of(
            "Store",
            "Where the nodes of this process are kept.",
            Field.of("store", Type.text(), "its kind; null when nobody can tell")
                    .orNull(),
            Field.of("installed", Type.listOf(Type.text()), "kinds there are"),
            Field.of("move", Type.row(MOVE), "the last one").orNull(),
            Field.of("problems", Type.listOf(Type.text())));

    private StoreNoun() {}

    static Noun noun() {
        return Noun.of(
                "store",
                "Where this process keeps its nodes.",
                method("store.show", "Shows the store, and how far a move is.").answers(STORE),
                method("store.move", "Begins to move all nodes to another store.")
                        .more(
                                "Answered when it has begun, with `progress` when it is over; nodes are stopped while they are copied.")
                        .takes(Field.of("to", Type.text(), "`derby`, `postgresql`"), Common.TELL_PROGRESS)
                        .answers(STORE)
                        .tells(Common.PROGRESS)
                        .fails(Code.INVALID_ARGUMENT, "where they are already")
                        .fails(Code.FEATURE_MISSING, "without that store")
                        .fails(Code.BUSY, "during another move")
                        .forOwner());
    }
}
