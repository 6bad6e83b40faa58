// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.backup;

import io.pipes.base.Bytes;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoreHealth;
import io.pipes.spi.storage.StoredEntry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A node's store, which shows those who watch what is committed to it. Costs nothing while nobody watches. */
public final class WatchedStore implements PacketStore {
    private final PacketStore store;
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final Set<CompletableFuture<Void>> underWay = ConcurrentHashMap.newKeySet();

    /** Hears of commits in their order, on the store's loop, before those who committed do. */
    interface Watcher {
        void committed(List<Change> changes);

        /** The store does not always know whether such changes are there. */
        void failed(Throwable why);
    }

    public WatchedStore(PacketStore store) {
        this.store = store;
    }

    void watch(Watcher watcher) {
        watchers.add(watcher);
    }

    void leave(Watcher watcher) {
        watchers.remove(watcher);
    }

    /** Completes on the loop when every commit is over that has been handed in until now. */
    CompletionStage<Void> settled() {
        return CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new));
    }

    @Override
    public CompletionStage<Long> commit(List<Change> changes) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        underWay.add(over);
        return store.commit(changes).whenComplete((position, failure) -> {
            tell(changes, failure);
            underWay.remove(over);
            over.complete(null);
        });
    }

    private void tell(List<Change> changes, @Nullable Throwable failure) {
        for (Watcher watcher : watchers) {
            if (failure == null) {
                watcher.committed(changes);
            } else {
                watcher.failed(failure);
            }
        }
    }

    @Override
    public CompletionStage<Optional<Bytes>> read(String area, Bytes key) {
        return store.read(area, key);
    }

    @Override
    public CompletionStage<List<Optional<Bytes>>> readAll(String area, List<Bytes> keys) {
        return store.readAll(area, keys);
    }

    @Override
    public CompletionStage<Optional<Long>> locate(String area, Bytes key) {
        return store.locate(area, key);
    }

    @Override
    public CompletionStage<List<StoredEntry>> scan(String area, long after, int limit) {
        return store.scan(area, after, limit);
    }

    @Override
    public CompletionStage<List<String>> areas() {
        return store.areas();
    }

    @Override
    public StoreHealth health() {
        return store.health();
    }

    @Override
    public CompletionStage<Void> close() {
        return store.close();
    }
}
