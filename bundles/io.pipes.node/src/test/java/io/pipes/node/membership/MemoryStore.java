// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.Bytes;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoreHealth;
import io.pipes.spi.storage.StoredEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A store in memory that can be slow and can fail. A slow one writes when it is told to. */
public final class MemoryStore implements PacketStore {
    private final Map<String, TreeMap<Long, StoredEntry>> areas = new HashMap<>();
    private final Map<String, Map<Bytes, Long>> places = new HashMap<>();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private long position;

    public boolean slow;
    public boolean full;
    public int commits;

    @Override
    public CompletionStage<Long> commit(List<Change> changes) {
        if (changes.isEmpty() || changes.size() > 4_096) {
            throw new IllegalArgumentException("1 to 4,096 changes");
        }
        CompletableFuture<Long> done = new CompletableFuture<>();
        waiting.add(() -> write(changes, done));
        if (!slow) {
            catchUp();
        }
        return done;
    }

    /** Writes what waits, in order. */
    public void catchUp() {
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    private void write(List<Change> changes, CompletableFuture<Long> done) {
        if (full) {
            done.completeExceptionally(new StoreException(StoreException.Reason.FULL, "No space left"));
            return;
        }
        changes.forEach(this::apply);
        commits++;
        done.complete(position);
    }

    private void apply(Change change) {
        TreeMap<Long, StoredEntry> area = areas.computeIfAbsent(change.area(), any -> new TreeMap<>());
        Map<Bytes, Long> keys = places.computeIfAbsent(change.area(), any -> new HashMap<>());
        Long old = keys.remove(change.key());
        if (old != null) {
            area.remove(old);
        }
        Bytes value = change.value();
        if (value != null) {
            position++;
            area.put(position, new StoredEntry(position, change.key(), value));
            keys.put(change.key(), position);
        }
    }

    @Override
    public CompletionStage<Optional<Bytes>> read(String area, Bytes key) {
        Long place = places.getOrDefault(area, Map.of()).get(key);
        return CompletableFuture.completedFuture(
                Optional.ofNullable(place).map(at -> areas.get(area).get(at).value()));
    }

    @Override
    public CompletionStage<List<Optional<Bytes>>> readAll(String area, List<Bytes> keys) {
        throw new UnsupportedOperationException("the log is not read by keys");
    }

    @Override
    public CompletionStage<Optional<Long>> locate(String area, Bytes key) {
        return CompletableFuture.completedFuture(
                Optional.ofNullable(places.getOrDefault(area, Map.of()).get(key)));
    }

    @Override
    public CompletionStage<List<StoredEntry>> scan(String area, long after, int limit) {
        List<StoredEntry> page = new ArrayList<>();
        areas.getOrDefault(area, new TreeMap<>()).tailMap(after, false).values().stream()
                .limit(limit)
                .forEach(page::add);
        return CompletableFuture.completedFuture(page);
    }

    /** Loses one entry, as a damaged record is lost. */
    public void lose(String area, Bytes key) {
        apply(Change.remove(area, key));
    }

    @Override
    public CompletionStage<List<String>> areas() {
        throw new UnsupportedOperationException("nobody asks here");
    }

    @Override
    public StoreHealth health() {
        return new StoreHealth(position, 0, 0, List.of());
    }

    @Override
    public CompletionStage<Void> close() {
        return CompletableFuture.completedFuture(null);
    }
}
