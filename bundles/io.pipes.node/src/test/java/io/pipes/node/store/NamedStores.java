// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.store;

import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.PacketStores;
import io.pipes.spi.storage.StoreHealth;
import io.pipes.spi.storage.StoredEntry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Stores under another name, on which a process may die: after so many calls no call does anything or is ever answered. */
final class NamedStores implements PacketStores {
    private final String kind;
    private final PacketStores stores;
    private final Life life;

    /** What is left of a process's life, in calls; shared by all stores of the process. */
    static final class Life {
        private final CompletableFuture<Void> death = new CompletableFuture<>();
        private int calls;
        private int until = -1;
        private Runnable then = () -> {};

        Life(int calls) {
            this.calls = calls;
        }

        /** Completes when the process dies. */
        CompletableFuture<Void> death() {
            return death;
        }

        /** Does something when so many calls have been. */
        synchronized void onCall(int number, Runnable what) {
            until = number;
            then = what;
        }

        <T> CompletionStage<T> live(Supplier<CompletionStage<T>> call) {
            if (isTime()) {
                then.run();
            }
            if (isOver()) {
                death.complete(null);
                return new CompletableFuture<>();
            }
            return call.get();
        }

        private synchronized boolean isTime() {
            return until-- == 0;
        }

        private synchronized boolean isOver() {
            return calls-- <= 0;
        }
    }

    NamedStores(String kind, PacketStores stores, Life life) {
        this.kind = kind;
        this.stores = stores;
        this.life = life;
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public CompletionStage<PacketStore> open(String name, Secret key, Loop loop) {
        return life.live(() -> stores.open(name, key, loop).thenApply(Mortal::new));
    }

    @Override
    public CompletionStage<Void> destroy(String name) {
        return life.live(() -> stores.destroy(name));
    }

    private final class Mortal implements PacketStore {
        private final PacketStore store;

        Mortal(PacketStore store) {
            this.store = store;
        }

        @Override
        public CompletionStage<Long> commit(List<Change> changes) {
            return life.live(() -> store.commit(changes));
        }

        @Override
        public CompletionStage<Optional<Bytes>> read(String area, Bytes key) {
            return life.live(() -> store.read(area, key));
        }

        @Override
        public CompletionStage<List<Optional<Bytes>>> readAll(String area, List<Bytes> keys) {
            return life.live(() -> store.readAll(area, keys));
        }

        @Override
        public CompletionStage<Optional<Long>> locate(String area, Bytes key) {
            return life.live(() -> store.locate(area, key));
        }

        @Override
        public CompletionStage<List<StoredEntry>> scan(String area, long after, int limit) {
            // Small pages, so that there are many moments to die.
            return life.live(() -> store.scan(area, after, 3));
        }

        @Override
        public CompletionStage<List<String>> areas() {
            return life.live(store::areas);
        }

        @Override
        public StoreHealth health() {
            return store.health();
        }

        @Override
        public CompletionStage<Void> close() {
            return life.live(store::close);
        }
    }
}
