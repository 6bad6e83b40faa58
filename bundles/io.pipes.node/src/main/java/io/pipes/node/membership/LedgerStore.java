// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.PipesException;
import io.pipes.base.Bytes;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoredEntry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Where the ledger stands in the node's store. */
final class LedgerStore {
    static final String OPERATIONS = "membership/ops";
    static final String GENESIS = "membership/genesis";
    static final String PREKEYS = "membership/prekeys";

    private static final int PAGE = 1_024;

    private LedgerStore() {}

    static PipesException asPipes(Throwable failure) {
        if (failure instanceof PipesException known) {
            return known;
        }
        return new PipesException(
                PipesException.Code.STORAGE,
                "The node's store did not take the change, so nothing was changed. Free space or check the disk, then try again.",
                failure);
    }

    static Change put(Operation operation) {
        return Change.put(OPERATIONS, operation.id().bytes(), operation.encode());
    }

    static Change put(Prekey prekey) {
        return Change.put(PREKEYS, prekey.node().bytes(), prekey.encode());
    }

    /** Shows all values of an area in the order in which they were written. */
    static CompletionStage<Void> each(PacketStore store, String area, Consumer<Bytes> visitor) {
        return each(store, area, -1, visitor);
    }

    private static CompletionStage<Void> each(PacketStore store, String area, long after, Consumer<Bytes> visitor) {
        return store.scan(area, after, PAGE).thenCompose(page -> {
            List<StoredEntry> entries = page;
            entries.forEach(entry -> visitor.accept(entry.value()));
            return entries.isEmpty()
                    ? CompletableFuture.completedFuture(null)
                    : each(store, area, entries.get(entries.size() - 1).position(), visitor);
        });
    }
}
