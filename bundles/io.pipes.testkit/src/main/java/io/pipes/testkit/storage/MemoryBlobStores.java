// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.storage;

import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.BlobStore;
import io.pipes.spi.storage.BlobStores;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoreException.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Blobs in memory that behave like blobs on a disk; make new stores over the same {@link BlobShelf} after a restart. */
public final class MemoryBlobStores implements BlobStores {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");

    private final BlobShelf shelf;
    private final CryptoSuite suite;
    private final Duration delay;
    private final Map<String, MemoryBlobStore> open = new TreeMap<>();
    private boolean stopped;

    /** @param delay how long writing a chunk takes; zero is allowed */
    public MemoryBlobStores(BlobShelf shelf, CryptoSuite suite, Duration delay) {
        this.shelf = shelf;
        this.suite = suite;
        this.delay = delay;
    }

    @Override
    public String kind() {
        return "memory";
    }

    @Override
    public synchronized CompletionStage<BlobStore> open(String name, Loop loop) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Not a name of a store");
        }
        CompletableFuture<BlobStore> opened = new CompletableFuture<>();
        if (stopped || open.containsKey(name)) {
            StoreException refusal = new StoreException(
                    stopped ? Reason.CLOSED : Reason.LOCKED, "The store is stopped, or open already.");
            loop.execute(() -> opened.completeExceptionally(refusal));
            return opened;
        }
        MemoryBlobStore store = new MemoryBlobStore(
                shelf.blobs(name), suite, new MemoryBlobStore.Pace(loop, delay), () -> closed(name));
        open.put(name, store);
        loop.execute(() -> opened.complete(store));
        return opened;
    }

    @Override
    public synchronized CompletionStage<Void> destroy(String name) {
        if (open.containsKey(name)) {
            return CompletableFuture.failedFuture(new StoreException(Reason.LOCKED, "The store is open."));
        }
        shelf.remove(name);
        return CompletableFuture.completedFuture(null);
    }

    /** Does what the stop of a store's bundle does. Also the end of a process: what was acknowledged stays. */
    public synchronized void stop() {
        stopped = true;
        open.values().forEach(MemoryBlobStore::end);
        open.clear();
    }

    /** Makes all writing fail for this reason, or work again with null. Reading goes on. */
    public synchronized void fail(@Nullable Reason reason) {
        open.values().forEach(store -> store.fail(reason));
    }

    private synchronized void closed(String name) {
        open.remove(name);
    }
}
