// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.storage;

import io.pipes.base.Bytes;
import io.pipes.base.Interner;
import io.pipes.spi.storage.BlobManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where {@link MemoryBlobStores} keep what is durable; outlives them, as a disk outlives processes. */
public final class BlobShelf {
    /** Simulated nodes store the same chunks. */
    private static final Interner<Bytes> SHARED = new Interner<>();

    private final Map<String, NavigableMap<Bytes, Blob>> stores = new TreeMap<>();

    /** A blob, or the chunks of it that there are. */
    static final class Blob {
        final BlobManifest manifest;
        final List<Bytes> chunks = new ArrayList<>();
        boolean whole;
        int resumptions;

        Blob(BlobManifest manifest) {
            this.manifest = manifest;
        }

        Blob copy() {
            Blob copy = new Blob(manifest);
            copy.chunks.addAll(chunks);
            copy.whole = whole;
            return copy;
        }

        void add(Bytes chunk) {
            chunks.add(SHARED.one(chunk));
        }
    }

    synchronized NavigableMap<Bytes, Blob> blobs(String store) {
        return stores.computeIfAbsent(store, none -> new TreeMap<>());
    }

    /** Another disk with the same, as from a backup or a cloned machine. */
    public synchronized BlobShelf copy() {
        BlobShelf copy = new BlobShelf();
        stores.forEach((name, store) ->
                store.forEach((address, blob) -> copy.blobs(name).put(address, blob.copy())));
        return copy;
    }

    synchronized void remove(String store) {
        stores.remove(store);
    }

    /**
     * Inverts a bit of a chunk of each blob that is whole, unnoticed, as a dying medium does.
     *
     * @return how many blobs are damaged
     */
    public synchronized int damage(int index) {
        int damaged = 0;
        for (NavigableMap<Bytes, Blob> store : stores.values()) {
            for (Blob blob : store.values()) {
                if (blob.whole && index < blob.chunks.size()) {
                    byte[] bytes = blob.chunks.get(index).toArray();
                    bytes[bytes.length / 2] ^= 1;
                    blob.chunks.set(index, Bytes.wrap(bytes));
                    damaged++;
                }
            }
        }
        return damaged;
    }

    /** Chunks of blobs that are not whole, of all stores. */
    public synchronized int unfinishedChunks() {
        return stores.values().stream()
                .flatMap(store -> store.values().stream())
                .filter(blob -> !blob.whole)
                .mapToInt(blob -> blob.chunks.size())
                .sum();
    }

    /** How often blobs that were begun have been opened, for which a store reads what it has of them; of all stores. */
    public synchronized int resumptions() {
        return stores.values().stream()
                .flatMap(store -> store.values().stream())
                .mapToInt(blob -> blob.resumptions)
                .sum();
    }

    /** How many blobs are whole, of all stores. */
    public synchronized int whole() {
        return (int) stores.values().stream()
                .flatMap(store -> store.values().stream())
                .filter(blob -> blob.whole)
                .count();
    }

    static @Nullable Blob whole(NavigableMap<Bytes, Blob> blobs, Bytes address) {
        Blob blob = blobs.get(address);
        return blob != null && blob.whole ? blob : null;
    }
}
