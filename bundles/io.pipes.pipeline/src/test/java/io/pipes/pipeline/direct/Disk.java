// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import io.pipes.base.Bytes;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoreHealth;
import io.pipes.spi.storage.StoredEntry;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A store whose writes are durable when the test says so. */
public final class Disk implements PacketStore {
    private final ArrayDeque<CompletableFuture<Long>> writing = new ArrayDeque<>();
    int writes;

    @Override
    public CompletionStage<Long> commit(List<Change> changes) {
        CompletableFuture<Long> done = new CompletableFuture<>();
        writing.add(done);
        writes++;
        return done;
    }

    boolean isWriting() {
        return !writing.isEmpty();
    }

    void written() {
        writing.remove().complete((long) writes);
    }

    @Override
    public CompletionStage<Optional<Bytes>> read(String area, Bytes key) {
        throw new UnsupportedOperationException("nobody reads here");
    }

    @Override
    public CompletionStage<List<Optional<Bytes>>> readAll(String area, List<Bytes> keys) {
        throw new UnsupportedOperationException("nobody reads here");
    }

    @Override
    public CompletionStage<Optional<Long>> locate(String area, Bytes key) {
        throw new UnsupportedOperationException("nobody reads here");
    }

    @Override
    public CompletionStage<List<StoredEntry>> scan(String area, long after, int limit) {
        throw new UnsupportedOperationException("nobody reads here");
    }

    @Override
    public CompletionStage<List<String>> areas() {
        throw new UnsupportedOperationException("nobody asks here");
    }

    @Override
    public StoreHealth health() {
        throw new UnsupportedOperationException("nobody asks here");
    }

    @Override
    public CompletionStage<Void> close() {
        return CompletableFuture.completedFuture(null);
    }
}
