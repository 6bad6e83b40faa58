// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import io.pipes.api.PipesException;
import io.pipes.client.call.Failures;
import io.pipes.client.row.Params;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sees to it that there is an identity of a name. */
record Identified(Calls calls) {
    CompletionStage<Void> named(String name) {
        return calls.list("identity.list", Params.none(), row -> row.text("name"))
                .thenCompose(names -> names.contains(name) ? done() : make(name));
    }

    private CompletionStage<Void> make(String name) {
        return calls.order("identity.create", Params.none().put("name", name)).exceptionallyCompose(failure -> {
            PipesException why = Failures.of(failure);
            return why.code() == PipesException.Code.ALREADY_EXISTS ? done() : CompletableFuture.failedFuture(why);
        });
    }

    @SuppressWarnings("NullAway") // a stage of Void has nothing else
    private static CompletionStage<Void> done() {
        return CompletableFuture.completedFuture(null);
    }
}
