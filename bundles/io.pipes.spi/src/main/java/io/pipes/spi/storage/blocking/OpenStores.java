// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.storage.blocking;

import io.pipes.spi.storage.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stores that a provider has open, which end with it. May be used from any thread. */
public final class OpenStores {
    private static final Logger LOG = LoggerFactory.getLogger(OpenStores.class);

    private final Map<String, BlockingPacketStore> open = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** Whether the provider has stopped, so that no store may be opened any more. */
    public boolean closed() {
        return closed;
    }

    /** @throws StoreException if the provider has stopped meanwhile; the store is then closed */
    public void add(String name, BlockingPacketStore store) throws StoreException {
        synchronized (this) {
            if (!closed) {
                open.put(name, store);
                store.closed().thenRun(() -> open.remove(name, store));
                return;
            }
        }
        store.close();
        throw BlockingPacketStore.closedFailure();
    }

    /**
     * Closes all stores and blocks until they are closed, or for so long.
     *
     * @return false if that was done before
     */
    public boolean closeAll(Duration atMost) {
        List<CompletableFuture<Void>> closing = new ArrayList<>();
        synchronized (this) {
            if (closed) {
                return false;
            }
            closed = true;
        }
        for (BlockingPacketStore store : List.copyOf(open.values())) {
            store.close();
            closing.add(store.closed().toCompletableFuture());
        }
        await(CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new)), atMost);
        return true;
    }

    private static void await(CompletableFuture<Void> closing, Duration atMost) {
        try {
            closing.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Not every store was closed in time; they will be repaired when they are opened", e);
        }
    }
}
