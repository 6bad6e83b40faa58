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
    private final Executor blocking;
    private final Answers answers;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final CompletableFuture<Void> told = new CompletableFuture<>();
    private boolean closing;

    DerbyPacketStore(String name, StoreParts parts, Executor blocking, Loop loop) {
        this.name = name;
        this.parts = parts;
        this.blocking = blocking;
        this.answers = new Answers(loop);
    }

    @Override
    public CompletionStage<Long> commit(List<Change> changes) {
        Work.Batch batch = new Work.Batch(Changes.check(changes), new CompletableFuture<>());
        if (isClosing()) {
            return refused();
        }
        parts.committer().submit(batch);
        return batch.done().minimalCompletionStage();
    }

    @Override
    public CompletionStage<Optional<Bytes>> read(String area, Bytes key) {
        Changes.check(area, key);
        return ask(() -> parts.reads().read(area, key));
    }

    @Override
    public CompletionStage<List<Optional<Bytes>>> readAll(String area, List<Bytes> keys) {
        if (keys.isEmpty() || keys.size() > Changes.MOST) {
            throw new IllegalArgumentException("1 to " + Changes.MOST + " keys are read at once");
        }
        keys.forEach(key -> Changes.check(area, key));
        return ask(() -> parts.reads().readAll(area, keys));
    }

    @Override
    public CompletionStage<Optional<Long>> locate(String area, Bytes key) {
        Changes.check(area, key);
        return ask(() -> parts.reads().locate(area, key));
    }

    @Override
    public CompletionStage<List<StoredEntry>> scan(String area, long after, int limit) {
        Changes.check(area);
        if (limit < 1 || limit > Changes.MOST) {
            throw new IllegalArgumentException("A scan has a limit from 1 to " + Changes.MOST);
        }
        return ask(() -> parts.reads().scan(area, after, limit));
    }

    @FunctionalInterface
    private interface Question<T> {
        T answer() throws IOException;
    }

    private <T> CompletionStage<T> ask(Question<T> question) {
        if (isClosing()) {
            return refused();
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            blocking.execute(() -> answer(question, answer));
        } catch (RejectedExecutionException e) {
            return refused();
        }
        return answer.minimalCompletionStage();
    }

    private <T> void answer(Question<T> question, CompletableFuture<T> answer) {
        try {
            T found = question.answer();
            answers.tell(() -> answer.complete(found));
        } catch (IOException e) {
            StoreException failure = isClosing() ? Condition.closed() : Condition.failure(e);
            answers.tell(() -> answer.completeExceptionally(failure));
        } catch (RuntimeException | Error e) {
            StoreException failure = isClosing() ? Condition.closed() : unexpected(e);
            answers.tell(() -> answer.completeExceptionally(failure));
        }
    }

    private StoreException unexpected(Throwable cause) {
        LOG.error("Store {} could not be read", name, cause);
        return Condition.failure(new IOException("it could not be read", cause));
    }

    private <T> CompletionStage<T> refused() {
        CompletableFuture<T> refused = new CompletableFuture<>();
        answers.tell(() -> refused.completeExceptionally(Condition.closed()));
        return refused.minimalCompletionStage();
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
