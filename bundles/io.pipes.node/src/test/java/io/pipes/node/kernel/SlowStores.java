// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Secret;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.PacketStores;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Stores that take a while to open, as long logs do. */
record SlowStores(PacketStores stores, Duration opening) implements PacketStores {
    @Override
    public String kind() {
        return stores.kind();
    }

    @Override
    public CompletionStage<PacketStore> open(String name, Secret key, Loop loop) {
        return stores.open(name, key, loop).thenCompose(store -> {
            CompletableFuture<PacketStore> opened = new CompletableFuture<>();
            loop.schedule(opening, () -> opened.complete(store));
            return opened;
        });
    }

    @Override
    public CompletionStage<Void> destroy(String name) {
        return stores.destroy(name);
    }
}
