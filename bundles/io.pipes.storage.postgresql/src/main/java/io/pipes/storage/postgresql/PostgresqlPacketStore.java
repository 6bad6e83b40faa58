// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoreException.Reason;
import io.pipes.spi.storage.StoreHealth;
import io.pipes.spi.storage.blocking.BlockingPacketStore;
import io.pipes.spi.storage.blocking.BlockingReads;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One store: who writes, who reads, and how it is. */
final class PostgresqlPacketStore extends BlockingPacketStore {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresqlPacketStore.class);

    private final Parts parts;

    /** @param release wipes the secrets when everything is closed */
    record Parts(
            Committer committer,
            Reads reads,
            Quarantine quarantine,
            Condition condition,
            Trouble trouble,
            Runnable release) {}

    PostgresqlPacketStore(Parts parts, Executor blocking, Loop loop) {
        super(blocking, loop);
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
        if (failure instanceof SQLException sql) {
            return parts.trouble().failure(sql);
        }
        LOG.error("A store in PostgreSQL could not be read", failure);
        return new StoreException(Reason.FAILED, "The store could not be read: " + failure);
    }

    /** Entries and bytes as of the last commit; bytes are those of the sealed entries, without indexes and what PostgreSQL adds. */
    @Override
    public StoreHealth health() {
        StoreSession.State state = parts.committer().state();
        return new StoreHealth(
                state.entries(),
                state.bytes(),
                parts.quarantine().count(),
                parts.condition().problems(parts.quarantine().sentences()));
    }

    @Override
    protected CompletionStage<Void> end() {
        return parts.committer().end(parts.release());
    }
}
