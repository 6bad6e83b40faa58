// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoreHealth;
import io.pipes.spi.storage.blocking.BlockingPacketStore;
import io.pipes.spi.storage.blocking.BlockingReads;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One store: the log, its index, and those who keep them. */
final class DerbyPacketStore extends BlockingPacketStore {
    private static final Logger LOG = LoggerFactory.getLogger(DerbyPacketStore.class);

    private final String name;
    private final StoreParts parts;

    DerbyPacketStore(String name, StoreParts parts, Executor blocking, Loop loop) {
        super(blocking, loop);
        this.name = name;
        this.parts = parts;
    }

    @Override
    protected void submit(List<Change> changes, CompletableFuture<Long> done) {
        parts.committer().submit(new Work.Batch(changes, done));
    }

    @Override
    protected BlockingReads reads() {
        return parts.reads();
    }

    @Override
    protected StoreException why(Throwable failure) {
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

    @Override
    protected CompletionStage<Void> end() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        parts.committer().submit(new Work.Step(parts::close, done));
        return done.handle((nothing, failure) -> abandoned(failure));
    }

    private @Nullable Void abandoned(@Nullable Throwable failure) {
        if (failure != null) {
            LOG.warn("Store {} was not closed in order; it will be repaired when it is opened", name, failure);
            parts.abandon();
        }
        return null;
    }
}
