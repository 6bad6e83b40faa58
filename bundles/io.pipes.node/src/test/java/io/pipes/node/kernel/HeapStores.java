// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.PacketStores;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoreHealth;
import io.pipes.spi.storage.StoredEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Stores in memory that outlive the processes of their host; a store can be told to break. */
final class HeapStores implements PacketStores {
    private final Map<String, Map<String, Map<Bytes, StoredEntry>>> stores = new HashMap<>();
    private long position;
    private boolean broken;

    @Override
    public String kind() {
        return "heap";
    }

    void breakDown(boolean now) {
        broken = now;
    }

    int count() {
        return stores.size();
    }

    @Override
    public CompletionStage<PacketStore> open(String name, Secret key, Loop loop) {
        return later(loop, () -> new Heap(stores.computeIfAbsent(name, made -> new TreeMap<>()), loop));
    }

    @Override
    public CompletionStage<Void> destroy(String name) {
        stores.remove(name);
        return CompletableFuture.completedFuture(null);
    }

    private <T> CompletionStage<T> later(Loop loop, Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> {
            if (broken) {
                result.completeExceptionally(new StoreException(StoreException.Reason.FAILED, "The disk is broken."));
            } else {
                result.complete(work.get());
            }
        });
        return result;
    }

    private final class Heap implements PacketStore {
        private final Map<String, Map<Bytes, StoredEntry>> areas;
        private final Loop loop;

        Heap(Map<String, Map<Bytes, StoredEntry>> areas, Loop loop) {
            this.areas = areas;
            this.loop = loop;
        }

        @Override
        public CompletionStage<Long> commit(List<Change> changes) {
            return later(loop, () -> {
                changes.forEach(this::apply);
                return position;
            });
        }

        private void apply(Change change) {
            position++;
            Map<Bytes, StoredEntry> area = areas.computeIfAbsent(change.area(), made -> new TreeMap<>());
            if (change.value() == null) {
                area.remove(change.key());
            } else {
                area.put(change.key(), new StoredEntry(position, change.key(), change.value()));
            }
        }

        @Override
        public CompletionStage<Optional<Bytes>> read(String area, Bytes key) {
            return later(
                    loop,
                    () -> Optional.ofNullable(areas.getOrDefault(area, Map.of()).get(key))
                            .map(StoredEntry::value));
        }

        @Override
        public CompletionStage<List<StoredEntry>> scan(String area, long after, int limit) {
            return later(
                    loop,
                    () -> areas.getOrDefault(area, Map.of()).values().stream()
                            .filter(entry -> entry.position() > after)
                            .sorted((one, other) -> Long.compare(one.position(), other.position()))
                            .limit(limit)
                            .toList());
        }

        @Override
        public StoreHealth health() {
            return new StoreHealth(0, 0, 0, List.of());
        }

        @Override
        public CompletionStage<Void> close() {
            return CompletableFuture.completedFuture(null);
        }
    }
}
