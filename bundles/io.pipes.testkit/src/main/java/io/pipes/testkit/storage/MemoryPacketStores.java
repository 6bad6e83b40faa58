// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.storage;

import io.pipes.base.Secret;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.PacketStores;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoreException.Reason;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stores in memory that behave like stores on a disk: a batch is durable when it is acknowledged and not before, and what was not may be
 * lost in a crash. They run on any loop, in real or virtual time; make new ones over the same {@link StoreShelf} after a restart.
 */
public final class MemoryPacketStores implements PacketStores {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");
    private static final int KEY_BYTES = 32;

    private final StoreShelf shelf;
    private final Duration commitDelay;
    private final Map<String, MemoryPacketStore> open = new TreeMap<>();
    private boolean stopped;

    /** @param commitDelay how long a commit takes, as an fsync does; zero is allowed */
    public MemoryPacketStores(StoreShelf shelf, Duration commitDelay) {
        this.shelf = shelf;
        this.commitDelay = commitDelay;
    }

    @Override
    public String kind() {
        return "memory";
    }

    @Override
    public synchronized CompletionStage<PacketStore> open(String name, Secret key, Loop loop) {
        if (!NAME.matcher(name).matches() || key.size() != KEY_BYTES) {
            throw new IllegalArgumentException("Not a name of a store, or not a key of 32 bytes");
        }
        if (stopped) {
            return failed(loop, Reason.CLOSED, "The stores were stopped.");
        }
        if (open.containsKey(name)) {
            return failed(loop, Reason.LOCKED, "The store is open already.");
        }
        StoreImage image = shelf.image(name, key);
        if (image == null) {
            return failed(loop, Reason.FAILED, "The store is under another key.");
        }
        image.opened();
        MemoryPacketStore store = new MemoryPacketStore(image, loop, commitDelay, () -> closed(name));
        open.put(name, store);
        CompletableFuture<PacketStore> opened = new CompletableFuture<>();
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

    /** Does what the stop of a store's bundle does: finishes what was begun and closes all stores. */
    public synchronized void stop() {
        stopped = true;
        open.values().forEach(MemoryPacketStore::closeNow);
        open.clear();
    }

    /** Ends the process: of the batches that were not acknowledged some, the earlier ones first, may be durable all the same. */
    public synchronized void crash(SeededRandomness randomness) {
        stopped = true;
        open.values().forEach(store -> store.crash(randomness));
        open.clear();
    }

    /** Makes all writing fail for this reason, or work again with null. Reading goes on. */
    public synchronized void fail(@Nullable Reason reason) {
        open.values().forEach(store -> store.fail(reason));
    }

    /**
     * Damages what is stored: every so manieth entry of areas that begin like this is lost, and counted as quarantined.
     *
     * @return how many are lost
     */
    public synchronized int damage(String areas, int every) {
        return open.values().stream()
                .mapToInt(store -> store.damage(areas, every))
                .sum();
    }

    private synchronized void closed(String name) {
        open.remove(name);
    }

    private static <T> CompletionStage<T> failed(Loop loop, Reason reason, String sentence) {
        CompletableFuture<T> failed = new CompletableFuture<>();
        loop.execute(() -> failed.completeExceptionally(new StoreException(reason, sentence)));
        return failed;
    }
}
