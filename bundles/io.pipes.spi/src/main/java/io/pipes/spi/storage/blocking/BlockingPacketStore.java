// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.storage.blocking;

import io.pipes.base.Bytes;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoreException.Reason;
import io.pipes.spi.storage.StoredEntry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A store whose work blocks, as everybody else sees it: checks what is asked, has it done elsewhere and tells the answer on the loop. Who
 * extends it says how it is kept.
 */
public abstract class BlockingPacketStore implements PacketStore {
    private final Answers answers;
    private final Questions questions;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final CompletableFuture<Void> told = new CompletableFuture<>();
    private boolean closing;

    /**
     * @param blocking threads that questions may block
     * @param loop where stages complete
     */
    protected BlockingPacketStore(Executor blocking, Loop loop) {
        answers = new Answers(loop);
        questions = new Questions(blocking, answers, this::reason);
    }

    /** Has changes written that are within the limits. The future is completed on the loop. */
    protected abstract void submit(List<Change> changes, CompletableFuture<Long> done);

    protected abstract BlockingReads reads();

    /** What to tell somebody whose question failed. */
    protected abstract StoreException why(Throwable failure);

    /** Lets go of everything after what waits has been done; called once. The stage never fails. */
    protected abstract CompletionStage<Void> end();

    /** What a store says that is closed. */
    public static StoreException closedFailure() {
        return new StoreException(Reason.CLOSED, "The store is closed.");
    }

    @Override
    public final CompletionStage<Long> commit(List<Change> changes) {
        List<Change> checked = StoreLimits.check(changes);
        if (isClosing()) {
            return questions.refuse(closedFailure());
        }
        CompletableFuture<Long> done = new CompletableFuture<>();
        submit(checked, done);
        return done.minimalCompletionStage();
    }

    @Override
    public final CompletionStage<Optional<Bytes>> read(String area, Bytes key) {
        StoreLimits.check(area, key);
        return ask(() -> reads().read(area, key));
    }

    @Override
    public final CompletionStage<List<Optional<Bytes>>> readAll(String area, List<Bytes> keys) {
        StoreLimits.check(area, keys);
        return ask(() -> reads().readAll(area, keys));
    }

    @Override
    public final CompletionStage<Optional<Long>> locate(String area, Bytes key) {
        StoreLimits.check(area, key);
        return ask(() -> reads().locate(area, key));
    }

    @Override
    public final CompletionStage<List<StoredEntry>> scan(String area, long after, int limit) {
        StoreLimits.checkPage(area, limit);
        return ask(() -> reads().scan(area, after, limit));
    }

    @Override
    public final CompletionStage<List<String>> areas() {
        return ask(() -> reads().areas());
    }

    private <T> CompletionStage<T> ask(Questions.Question<T> question) {
        return isClosing() ? questions.refuse(closedFailure()) : questions.ask(question);
    }

    private StoreException reason(Throwable failure) {
        return isClosing() || failure instanceof RejectedExecutionException ? closedFailure() : why(failure);
    }

    private synchronized boolean isClosing() {
        return closing;
    }

    /** Completes, on whatever thread, when everything is closed. */
    public final CompletionStage<Void> closed() {
        return closed.minimalCompletionStage();
    }

    @Override
    public final CompletionStage<Void> close() {
        boolean first;
        synchronized (this) {
            first = !closing;
            closing = true;
        }
        if (first) {
            end().whenComplete((nothing, never) -> {
                closed.complete(null);
                answers.tell(() -> told.complete(null));
            });
        }
        return told.minimalCompletionStage();
    }
}
