// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.store;

import io.pipes.api.PipesException;
import io.pipes.api.store.StoreMove;
import io.pipes.api.store.StoreMove.Step;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.PacketStores;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves all nodes from one store to another, while nobody uses either.
 *
 * <p>A move is three durable lines in the home, one after the other: <em>derby, something may lie in postgresql</em> (copying),
 * <em>postgresql, something may lie in derby</em> (the switch), <em>postgresql</em> (cleared). Whatever is interrupted, the first word
 * names a store that is whole, and what lies in the other one is destroyed at the next opportunity.
 */
final class Moving {
    private static final Logger LOG = LoggerFactory.getLogger(Moving.class);

    private final HomeChoice home;
    private final MoveProgress progress;
    private final Remains remains;
    private final StoreKeys keys;
    private final CryptoSuite suite;
    private final Loop loop;
    private final Executor blocking;
    private final Runnable settle;

    /** From where to where. */
    record Route(PacketStores from, PacketStores to) {}

    /**
     * @param progress has begun already when a move does
     * @param blocking threads that may block
     * @param settle returns when nodes see the store that they should see now: none while they are copied
     */
    Moving(
            HomeChoice home,
            MoveProgress progress,
            Remains remains,
            StoreKeys keys,
            CryptoSuite suite,
            Loop loop,
            Executor blocking,
            Runnable settle) {
        this.home = home;
        this.progress = progress;
        this.remains = remains;
        this.keys = keys;
        this.suite = suite;
        this.loop = loop;
        this.blocking = blocking;
        this.settle = settle;
    }

    /** Completes when nodes are kept in the other store; fails when they go on where they are. */
    CompletableFuture<Void> move(Route route) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        run(over, () -> copy(route, over));
        return over;
    }

    private void copy(Route route, CompletableFuture<Void> over) throws Exception {
        LOG.info("Nodes are stopped and moved from the store {} to {}", route.from.kind(), route.to.kind());
        home.write(StoreChoice.of(route.from.kind()).withRemains(route.to.kind()));
        settle.run();
        Map<String, Secret> stores = keys.ofNodes();
        progress.nodes(stores.size());
        new StoreTransfer(route.from, route.to, suite, loop, this::entriesCopied, progress::nodeCopied)
                .run(stores)
                .whenComplete((done, failure) -> {
                    stores.values().forEach(Secret::close);
                    run(over, () -> copied(route, over, failure));
                });
    }

    private void entriesCopied(long more) {
        home.refuseIfStopped();
        progress.entriesCopied(more);
    }

    private void copied(Route route, CompletableFuture<Void> over, @Nullable Throwable failure) throws Exception {
        if (failure != null) {
            throw failure instanceof Exception known ? known : new IllegalStateException(failure);
        }
        // The switch: before this line is durable nodes are in the old store, afterwards in the new one.
        home.write(StoreChoice.of(route.to.kind()).withRemains(route.from.kind()));
        progress.step(Step.CLEARING);
        settle.run();
        LOG.info("Nodes are kept in the store {} from now on", route.to.kind());
        remains.clear(route.from, () -> done(over));
    }

    private void done(CompletableFuture<Void> over) {
        progress.step(Step.DONE);
        over.complete(null);
    }

    private void failed(CompletableFuture<Void> over, Throwable failure) {
        Throwable cause = cause(failure);
        if (!progress.isCopying()) {
            // Switched already; only clearing did not come to its end.
            LOG.warn("What a move has left behind is destroyed at the next start", cause);
            done(over);
            return;
        }
        String from = progress.move().map(StoreMove::from).orElseThrow();
        LOG.warn("Nodes were not moved and go on in the store {}", from, cause);
        String sentence = "Nothing was moved: " + cause.getMessage() + " Nodes go on in the store '" + from + "'.";
        progress.failed(sentence);
        over.completeExceptionally(new PipesException(PipesException.Code.STORAGE, sentence, cause));
    }

    private interface Task {
        void run() throws Exception;
    }

    private void run(CompletableFuture<Void> over, Task task) {
        try {
            blocking.execute(() -> {
                try {
                    task.run();
                } catch (Exception | Error e) {
                    failed(over, e);
                }
            });
        } catch (RejectedExecutionException e) {
            failed(over, e);
        }
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
