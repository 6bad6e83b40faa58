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

    synchronized void remove(String name) {
        images.remove(name);
    }
}
