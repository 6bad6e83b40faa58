// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.store;

import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoreException.Reason;
import io.pipes.spi.storage.StoredEntry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;

/**
 * Copies one store into another one that is empty, in order within each area, and compares what is in both afterwards. One page of at
 * most 4 MiB is in memory at a time. Lives on the loop of the stores.
 */
final class StoreCopy {
    private static final int PAGE = 4_096;

    private final PacketStore from;
    private final PacketStore to;
    private final LongConsumer copied;
    private final Tally read;
    private final Tally written;

    /** @param copied told how many entries have been copied, page by page */
    StoreCopy(PacketStore from, PacketStore to, CryptoSuite suite, LongConsumer copied) {
        this.from = from;
        this.to = to;
        this.copied = copied;
        read = new Tally(suite);
        written = new Tally(suite);
    }

    /** Completes when everything is durable in the other store and was found there again; fails otherwise. */
    CompletionStage<Void> run() {
        return to.areas()
                .thenCompose(areas -> areas.isEmpty() ? from.areas() : failed("The store to move into is not empty."))
                .thenCompose(areas -> each(areas, 0, from, this::copy))
                .thenCompose(done -> to.areas())
                .thenCompose(areas -> each(areas, 0, to, this::check))
                .thenCompose(done -> compare());
    }

    private CompletionStage<Void> each(
            List<String> areas,
            int next,
            PacketStore store,
            BiFunction<String, List<StoredEntry>, CompletionStage<?>> use) {
        return next == areas.size()
                ? CompletableFuture.completedFuture(null)
                : pages(areas.get(next), -1, store, use).thenCompose(done -> each(areas, next + 1, store, use));
    }

    private CompletionStage<Void> pages(
            String area, long after, PacketStore store, BiFunction<String, List<StoredEntry>, CompletionStage<?>> use) {
        return store.scan(area, after, PAGE)
                .thenCompose(page -> page.isEmpty()
                        ? CompletableFuture.completedFuture(null)
                        : use.apply(area, page)
                                .thenCompose(done ->
                                        pages(area, page.get(page.size() - 1).position(), store, use)));
    }

    private CompletionStage<?> copy(String area, List<StoredEntry> page) {
        read.add(area, page);
        List<Change> changes = page.stream()
                .map(entry -> Change.put(area, entry.key(), entry.value()))
                .toList();
        return to.commit(changes).thenRun(() -> copied.accept(page.size()));
    }

    private CompletionStage<?> check(String area, List<StoredEntry> page) {
        written.add(area, page);
        return CompletableFuture.completedFuture(null);
    }

    private CompletionStage<Void> compare() {
        return read.isSame(written)
                ? CompletableFuture.completedFuture(null)
                : failed("What was copied is not what was found in the other store: " + read.entries()
                        + " entries were read and " + written.entries() + " found. Look after its disk.");
    }

    private static <T> CompletionStage<T> failed(String sentence) {
        return CompletableFuture.failedFuture(new StoreException(Reason.FAILED, sentence));
    }
}
