// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.storage;

import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.PacketStores;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a store and waits for the answer, for tests with real threads. */
public final class StoreProbe {
    private static final int HANG_SECONDS = 60;

    private final PacketStore store;

    public StoreProbe(PacketStore store) {
        this.store = store;
    }

    public PacketStore store() {
        return store;
    }

    /** Waits for a stage; a {@link StoreException} it failed with is thrown as it is. */
    public static <T> T await(CompletionStage<T> stage) throws StoreException {
        try {
            return stage.toCompletableFuture().get(HANG_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreException failure) {
                throw failure;
            }
            throw new AssertionError("A stage failed with something else than a StoreException", e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("A stage did not complete", e);
        }
    }

    public long commit(Change... changes) throws StoreException {
        return await(store.commit(List.of(changes)));
    }

    public long put(String area, String key, String value) throws StoreException {
        return commit(Change.put(area, Bytes.utf8(key), Bytes.utf8(value)));
    }

    public long remove(String area, String key) throws StoreException {
        return commit(Change.remove(area, Bytes.utf8(key)));
    }

    public Optional<Bytes> read(String area, String key) throws StoreException {
        return await(store.read(area, Bytes.utf8(key)));
    }

    public Optional<Long> locate(String area, String key) throws StoreException {
        return await(store.locate(area, Bytes.utf8(key)));
    }

    public List<StoredEntry> scan(String area, long after, int limit) throws StoreException {
        return await(store.scan(area, after, limit));
    }

    /** Everything in an area, page by page. */
    public List<StoredEntry> all(String area) throws StoreException {
        List<StoredEntry> all = new ArrayList<>();
        long after = -1;
        for (List<StoredEntry> page = scan(area, after, 1000); !page.isEmpty(); page = scan(area, after, 1000)) {
            all.addAll(page);
            after = page.get(page.size() - 1).position();
        }
        return all;
    }

    public void close() throws StoreException {
        await(store.close());
    }

    /** Opens a store and waits. */
    public static StoreProbe open(PacketStores stores, String name, Secret key, ThreadLoops loops)
            throws StoreException {
        return new StoreProbe(await(stores.open(name, key, loops.next())));
    }
}
