// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.spi.storage.StoredEntry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Finds the position behind which everything came at a time or later, by halving: positions grow with time. Where the clock was set back in
 * between, it is one of the places at which that time passed.
 */
final class Since {
    private final HistoryStore store;
    private final long wallMillis;

    Since(HistoryStore store, long wallMillis) {
        this.store = store;
        this.wallMillis = wallMillis;
    }

    /** @param end the position of the last packet there is */
    CompletionStage<Long> find(long end) {
        return between(-1, end);
    }

    /** @param before behind it, as far as is known, there may be packets that came earlier; behind {@code end} there are none */
    private CompletionStage<Long> between(long before, long end) {
        if (before >= end) {
            return CompletableFuture.completedFuture(before);
        }
        long middle = before + (end - before) / 2;
        return store.scan(middle, 1).thenCompose(found -> {
            boolean earlier = found.stream().anyMatch(this::isEarlier);
            return earlier ? between(position(found), end) : between(before, middle);
        });
    }

    private boolean isEarlier(StoredEntry entry) {
        return StoredPacket.cameMillis(entry.value()) < wallMillis;
    }

    private static long position(List<StoredEntry> found) {
        return found.get(0).position();
    }
}
