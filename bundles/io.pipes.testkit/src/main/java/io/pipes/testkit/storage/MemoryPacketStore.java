// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.storage;

import io.pipes.base.Bytes;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoreException.Reason;
import io.pipes.spi.storage.StoreHealth;
import io.pipes.spi.storage.StoredEntry;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One open store: what is committed waits here until it is durable. */
final class MemoryPacketStore implements PacketStore {
    private static final int MOST = 4_096;
    private static final int MAX_KEY_BYTES = 64;
    private static final Pattern AREA = Pattern.compile("[a-z0-9./-]{1,64}");

    private final StoreImage image;
    private final Loop loop;
    private final Duration commitDelay;
    private final Runnable whenClosed;
    private final Deque<Batch> waiting = new ArrayDeque<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private @Nullable Reason failing;
    private boolean over;

    private record Batch(List<Change> changes, CompletableFuture<Long> durable) {}

    MemoryPacketStore(StoreImage image, Loop loop, Duration commitDelay, Runnable whenClosed) {
        this.image = image;
        this.loop = loop;
        this.commitDelay = commitDelay;
        this.whenClosed = whenClosed;
    }

    @Override
    public synchronized CompletionStage<Long> commit(List<Change> changes) {
        if (changes.isEmpty() || changes.size() > MOST) {
            throw new IllegalArgumentException("A batch has 1 to " + MOST + " changes");
        }
        changes.forEach(this::check);
        if (over || failing != null) {
            return failed(over ? Reason.CLOSED : failing);
        }
        Batch batch = new Batch(List.copyOf(changes), new CompletableFuture<>());
        waiting.add(batch);
        loop.schedule(commitDelay, this::applyNext);
        return batch.durable;
    }

    @Override
    public CompletionStage<Optional<Bytes>> read(String area, Bytes key) {
        return ask(() -> image.find(area, key).map(StoredEntry::value));
    }

    @Override
    public CompletionStage<List<Optional<Bytes>>> readAll(String area, List<Bytes> keys) {
        if (keys.isEmpty() || keys.size() > MOST) {
            throw new IllegalArgumentException("1 to " + MOST + " keys are read at once");
        }
        return ask(() -> keys.stream()
                .map(key -> image.find(area, key).map(StoredEntry::value))
                .toList());
    }

    @Override
    public CompletionStage<Optional<Long>> locate(String area, Bytes key) {
        return ask(() -> image.find(area, key).map(StoredEntry::position));
    }

    @Override
    public CompletionStage<List<StoredEntry>> scan(String area, long after, int limit) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("A page has 1 to " + MOST + " entries");
        }
        return ask(() -> image.scan(area, after, limit));
    }

    @Override
    public CompletionStage<List<String>> areas() {
        return ask(image::areas);
    }

    @Override
    public synchronized StoreHealth health() {
        List<String> problems = failing == null ? List.of() : List.of("The store takes nothing more: " + failing + ".");
        return new StoreHealth(image.entries(), image.bytes(), image.quarantined(), problems);
    }

    @Override
    public synchronized CompletionStage<Void> close() {
        if (!over) {
            over = true;
            loop.schedule(commitDelay, this::finish);
        }
        return closed.copy();
    }

    /** Finishes what was begun, now. */
    void closeNow() {
        List<Batch> batches = end();
        batches.forEach(batch -> {
            long position = image.apply(batch.changes);
            loop.execute(() -> batch.durable.complete(position));
        });
        loop.execute(() -> closed.complete(null));
    }

    /** Forgets what was begun, but for the first batches, as many as chance will have it. */
    void crash(SeededRandomness randomness) {
        List<Batch> batches = end();
        int kept = randomness.nextInt(batches.size() + 1);
        batches.subList(0, kept).forEach(batch -> image.apply(batch.changes));
    }

    int damage(String areas, int every) {
        return image.damage(areas, every);
    }

    synchronized void fail(@Nullable Reason reason) {
        failing = reason;
    }

    private synchronized List<Batch> end() {
        over = true;
        List<Batch> batches = List.copyOf(waiting);
        waiting.clear();
        return batches;
    }

    private void applyNext() {
        Batch batch = next();
        if (batch != null) {
            batch.durable.complete(image.apply(batch.changes));
        }
    }

    private synchronized @Nullable Batch next() {
        return waiting.poll();
    }

    private void finish() {
        for (Batch batch = next(); batch != null; batch = next()) {
            batch.durable.complete(image.apply(batch.changes));
        }
        whenClosed.run();
        closed.complete(null);
    }

    private synchronized <T> CompletionStage<T> ask(Supplier<T> question) {
        if (over) {
            return failed(Reason.CLOSED);
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.execute(() -> answer.complete(question.get()));
        return answer;
    }

    private <T> CompletionStage<T> failed(Reason reason) {
        CompletableFuture<T> failed = new CompletableFuture<>();
        loop.execute(() -> failed.completeExceptionally(new StoreException(reason, "The store is " + reason + ".")));
        return failed;
    }

    private void check(Change change) {
        Bytes value = change.value();
        boolean named = image.has(change.area()) || AREA.matcher(change.area()).matches();
        if (!named
                || change.key().isEmpty()
                || change.key().size() > MAX_KEY_BYTES
                || value != null && value.size() > MAX_VALUE_BYTES) {
            throw new IllegalArgumentException("A change breaks the limits of areas, keys or values");
        }
    }
}
