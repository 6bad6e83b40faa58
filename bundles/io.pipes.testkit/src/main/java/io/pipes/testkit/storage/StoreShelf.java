// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.storage;

import io.pipes.base.Secret;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where {@link MemoryPacketStores} keep what is durable; outlives them, as a disk outlives processes. */
public final class StoreShelf {
    private final Map<String, StoreImage> images = new TreeMap<>();

    /** The contents of a store, made empty if there are none; null if they are under another key. */
    synchronized @Nullable StoreImage image(String name, Secret key) {
        StoreImage image = images.computeIfAbsent(name, missing -> new StoreImage(key));
        return image.isUnder(key) ? image : null;
    }

    /** Another disk with the same, as from a backup or a cloned machine. */
    public synchronized StoreShelf copy() {
        StoreShelf copy = new StoreShelf();
        images.forEach((name, image) -> copy.images.put(name, image.copy()));
        return copy;
    }

    synchronized void remove(String name) {
        images.remove(name);
    }
}
