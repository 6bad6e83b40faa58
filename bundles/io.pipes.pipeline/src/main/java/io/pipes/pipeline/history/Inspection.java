// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.id.NodeId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Looks, once the store has found damage, which packets of the chains are not there any more; some at a time, while all else goes on. */
final class Inspection {
    private static final int AT_ONCE = 256;

    private final HistoryStore store;
    private final Chains chains;
    private final Holes holes;

    Inspection(HistoryStore store, Chains chains, Holes holes) {
        this.store = store;
        this.chains = chains;
        this.holes = holes;
    }

    /** Completes when all have been looked for. */
    CompletionStage<Void> run() {
        return next(new ArrayDeque<>(chains.authors()));
    }

    private CompletionStage<Void> next(Deque<NodeId> left) {
        NodeId author = left.poll();
        return author == null
                ? CompletableFuture.completedFuture(null)
                : look(author, chains.of(author).floor().first()).thenCompose(done -> next(left));
    }

    private CompletionStage<Void> look(NodeId author, long from) {
        long there = Math.min(chains.end(author) - from + 1, AT_ONCE);
        if (there <= 0) {
            return CompletableFuture.completedFuture(null);
        }
        return store.missing(author, from, (int) there).thenCompose(missing -> {
            // What was dropped or taken away meanwhile is no damage.
            long first = chains.first(author);
            long end = chains.end(author);
            missing.stream().filter(seq -> seq >= first && seq <= end).forEach(seq -> holes.add(author, seq));
            return look(author, from + there);
        });
    }
}
