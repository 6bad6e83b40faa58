// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.handover;

import io.pipes.base.Bytes;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One area of a node's store that is small enough to be read and written as a whole, in slices that the store takes. */
public final class StoreArea {
    private static final int PAGE = 1_024;

    /** A batch of changes is one record of the store; it must stay well below what a record may hold. */
    private static final int BATCH_BYTES = 1 << 20;

    private final PacketStore store;
    private final String name;

    public StoreArea(PacketStore store, String name) {
        this.store = store;
        this.name = name;
    }

    public Change put(Bytes key, Bytes value) {
        return Change.put(name, key, value);
    }

    public Change remove(Bytes key) {
        return Change.remove(name, key);
    }

    /** All entries in order of their positions, which is the order in which they were written. */
    public CompletionStage<List<StoredEntry>> all() {
        return page(-1, new ArrayList<>());
    }

    private CompletionStage<List<StoredEntry>> page(long after, List<StoredEntry> before) {
        return store.scan(name, after, PAGE).thenCompose(page -> {
            before.addAll(page);
            return page.isEmpty()
                    ? CompletableFuture.completedFuture(before)
                    : page(page.get(page.size() - 1).position(), before);
        });
    }

    /** Reads all entries and removes them: from now on memory has them. */
    public CompletionStage<List<StoredEntry>> takeAll() {
        return all().thenCompose(entries -> {
            List<Change> removals =
                    entries.stream().map(entry -> remove(entry.key())).toList();
            return commit(removals).thenApply(done -> entries);
        });
    }

    /** Makes changes, in order; a crash in between may leave the first of them. */
    public CompletionStage<Void> commit(List<Change> changes) {
        List<CompletableFuture<Long>> commits = new ArrayList<>();
        List<Change> batch = new ArrayList<>();
        long bytes = 0;
        for (Change change : changes) {
            batch.add(change);
            bytes += change.value() == null ? 0 : change.value().size();
            if (bytes >= BATCH_BYTES || batch.size() == PAGE) {
                commits.add(store.commit(batch).toCompletableFuture());
                batch = new ArrayList<>();
                bytes = 0;
            }
        }
        if (!batch.isEmpty()) {
            commits.add(store.commit(batch).toCompletableFuture());
        }
        return CompletableFuture.allOf(commits.toArray(CompletableFuture[]::new));
    }
}
