// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.api.PipesException;
import io.pipes.base.id.NodeId;
import io.pipes.spi.loop.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** Those who wait for a link to open. Lives on the loop. */
final class Waiters {
    private final Loop loop;
    private final List<Waiter> waiting = new ArrayList<>();

    Waiters(Loop loop) {
        this.loop = loop;
    }

    /** Completes with the first node that fits when a link to it opens; fails with {@code TIMED_OUT} and the sentence. */
    CompletionStage<NodeId> await(Predicate<NodeId> fits, Duration patience, String sentence) {
        Waiter waiter = new Waiter(fits, new CompletableFuture<>());
        waiting.add(waiter);
        loop.schedule(patience, () -> {
            if (waiting.remove(waiter)) {
                waiter.opened.completeExceptionally(new PipesException(PipesException.Code.TIMED_OUT, sentence));
            }
        });
        return waiter.opened;
    }

    void opened(NodeId node) {
        for (Waiter waiter : List.copyOf(waiting)) {
            if (waiter.fits.test(node) && waiting.remove(waiter)) {
                waiter.opened.complete(node);
            }
        }
    }

    /** Nothing more will open. */
    void end(PipesException why) {
        List<Waiter> left = List.copyOf(waiting);
        waiting.clear();
        left.forEach(waiter -> waiter.opened.completeExceptionally(why));
    }

    private record Waiter(Predicate<NodeId> fits, CompletableFuture<NodeId> opened) {}
}
