// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import io.pipes.base.Bytes;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoreHealth;
import io.pipes.spi.storage.StoredEntry;
import io.pipes.spi.storage.blocking.Answers;
import io.pipes.spi.storage.blocking.Questions;
import io.pipes.spi.storage.blocking.StoreLimits;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One store: the log, its index, and those who keep them. */
final class DerbyPacketStore implements PacketStore {
    private static final Logger LOG = LoggerFactory.getLogger(DerbyPacketStore.class);

    private final String name;
    private final StoreParts parts;
    private final Answers answers;
    private final Questions questions;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final CompletableFuture<Void> told = new CompletableFuture<>();
    private boolean closing;

    DerbyPacketStore(String name, StoreParts parts, Executor blocking, Loop loop) {
        this.name = name;
        this.parts = parts;
        answers = new Answers(loop);
        questions = new Questions(blocking, answers, this::why);
    }

    @Override
    public CompletionStage<Long> commit(List<Change> changes) {
        Work.Batch batch = new Work.Batch(StoreLimits.check(changes), new CompletableFuture<>());
        if (isClosing()) {
            return questions.refuse(Condition.closed());
        }
        parts.committer().submit(batch);
        return batch.done().minimalCompletionStage();
    }

    @Override
    public CompletionStage<Optional<Bytes>> read(String area, Bytes key) {
        StoreLimits.check(area, key);
        return ask(() -> parts.reads().read(area, key));
    }

    @Override
    public CompletionStage<List<Optional<Bytes>>> readAll(String area, List<Bytes> keys) {
        StoreLimits.check(area, keys);
        return ask(() -> parts.reads().readAll(area, keys));
    }

    @Override
    public CompletionStage<Optional<Long>> locate(String area, Bytes key) {
        StoreLimits.check(area, key);
        return ask(() -> parts.reads().locate(area, key));
    }

    @Override
    public CompletionStage<List<StoredEntry>> scan(String area, long after, int limit) {
        StoreLimits.checkPage(area, limit);
        return ask(() -> parts.reads().scan(area, after, limit));
    }

    private <T> CompletionStage<T> ask(Questions.Question<T> question) {
        return isClosing() ? questions.refuse(Condition.closed()) : questions.ask(question);
    }

    private StoreException why(Throwable failure) {
        if (isClosing() || failure instanceof RejectedExecutionException) {
            return Condition.closed();
        }
        return failure instanceof IOException disk ? Condition.failure(disk) : unexpected(failure);
    }

    private StoreException unexpected(Throwable cause) {
        LOG.error("Store {} could not be read", name, cause);
        return Condition.failure(new IOException("it could not be read", cause));
    }

    @Override
    public StoreHealth health() {
        return parts.health();
    }

    /** Completes, on whatever thread, when the log as it was at the start has been looked through for damage. */
    CompletionStage<Void> inspected() {
        return parts.upkeep().inspected();
    }

    /** Completes, on whatever thread, when everything is closed. */
    CompletionStage<Void> closed() {
        return closed;
    }

    private synchronized boolean isClosing() {
        return closing;
    }

    @Override
    public CompletionStage<Void> close() {
        boolean first;
        synchronized (this) {
            first = !closing;
            closing = true;
        }
        if (first) {
            closed.whenComplete((nothing, failure) -> answers.tell(() -> told.complete(null)));
            CompletableFuture<Void> done = new CompletableFuture<>();
            parts.committer().submit(new Work.Step(parts::close, done));
            done.whenComplete((nothing, failure) -> end(failure));
        }
        return told.minimalCompletionStage();
    }

    private void end(@Nullable Throwable failure) {
        if (failure != null) {
            LOG.warn("Store {} was not closed in order; it will be repaired when it is opened", name, failure);
            parts.abandon();
        }
        closed.complete(null);
    }
}
