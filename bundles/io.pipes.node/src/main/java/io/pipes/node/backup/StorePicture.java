// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.backup;

import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoredEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a store holds at one moment, the moment at which the picture is complete, as changes to an empty one. The store is read page by page
 * while it is in use; what is committed meanwhile follows between the pages, in the order of the commits. The last change of a key is that of
 * a page only if nobody changed it after that page was read, so whoever applies all of it has for each key what was there last. Lives on the store's loop.
 *
 * <p>Writers are not held up. When they are so much faster than whoever reads the picture that {@link #MAX_BEHIND_BYTES} wait, it fails.
 */
public final class StorePicture implements WatchedStore.Watcher, AutoCloseable {
    static final int MAX_BEHIND_BYTES = 32 << 20;

    private static final int PAGE = 1_024;
    private static final int DRAINED_BYTES = 4 << 20;

    /** What an entry costs beside its bytes, roughly. */
    private static final int ENTRY_BYTES = 128;

    private enum State {
        NEW,
        READING,
        CATCHING_UP,
        COMPLETE
    }

    private final WatchedStore store;
    private final Predicate<String> wanted;
    private final Deque<String> areas = new ArrayDeque<>();
    private final Deque<List<Change>> behind = new ArrayDeque<>();
    private State state = State.NEW;
    private boolean pageWasLast;
    private long after = -1;
    private long behindBytes;
    private @Nullable StoreException failure;

    /** @param wanted which areas belong to the picture */
    public StorePicture(WatchedStore store, Predicate<String> wanted) {
        this.store = store;
        this.wanted = wanted;
    }

    /**
     * The next changes, at most about 16 MiB of them; one call at a time.
     *
     * @return empty when the picture is complete
     */
    public CompletionStage<Optional<List<Change>>> next() {
        if (failure != null) {
            close();
            return CompletableFuture.failedFuture(failure);
        }
        if (!behind.isEmpty() && (state != State.READING || pageWasLast)) {
            pageWasLast = false;
            return CompletableFuture.completedFuture(Optional.of(drained()));
        }
        pageWasLast = true;
        return switch (state) {
            case NEW -> begin();
            case READING -> read();
            case CATCHING_UP -> catchUp();
            case COMPLETE -> CompletableFuture.completedFuture(Optional.empty());
        };
    }

    /** Some of what was committed meanwhile. In turn with pages, so that reading comes to its end however much is written. */
    private List<Change> drained() {
        List<Change> changes = new ArrayList<>();
        long bytes = 0;
        while (!behind.isEmpty() && bytes < DRAINED_BYTES) {
            for (Change change : behind.remove()) {
                bytes += size(change);
                changes.add(change);
            }
        }
        behindBytes -= bytes;
        return changes;
    }

    private CompletionStage<Optional<List<Change>>> begin() {
        store.watch(this);
        state = State.READING;
        // An area that comes into being later is among what is committed meanwhile.
        return store.areas().thenCompose(all -> {
            all.stream().filter(wanted).forEach(areas::add);
            return next();
        });
    }

    private CompletionStage<Optional<List<Change>>> read() {
        String area = areas.peek();
        if (area == null) {
            state = State.CATCHING_UP;
            return next();
        }
        return store.scan(area, after, PAGE).thenCompose(page -> {
            if (page.isEmpty()) {
                areas.remove();
                after = -1;
                return next();
            }
            after = page.get(page.size() - 1).position();
            return CompletableFuture.completedFuture(Optional.of(puts(area, page)));
        });
    }

    private static List<Change> puts(String area, List<StoredEntry> page) {
        return page.stream()
                .map(entry -> Change.put(area, entry.key(), entry.value()))
                .toList();
    }

    /** A page may have shown what was not confirmed yet; with all of that confirmed, nothing of a later moment is in the picture. */
    private CompletionStage<Optional<List<Change>>> catchUp() {
        return store.settled().thenCompose(settled -> {
            state = State.COMPLETE;
            store.leave(this);
            return next();
        });
    }

    @Override
    public void committed(List<Change> changes) {
        List<Change> own =
                changes.stream().filter(change -> wanted.test(change.area())).toList();
        if (own.isEmpty() || failure != null) {
            return;
        }
        behind.add(own);
        own.forEach(change -> behindBytes += size(change));
        if (behindBytes > MAX_BEHIND_BYTES) {
            fail("The nodes write faster than the backup is read. Make it when less is written.");
        }
    }

    @Override
    public void failed(Throwable why) {
        fail("The store failed while the backup was made. Look after it, then begin again.");
    }

    private void fail(String sentence) {
        failure = new StoreException(StoreException.Reason.FAILED, sentence);
        behind.clear();
        behindBytes = 0;
        store.leave(this);
    }

    private static long size(Change change) {
        return ENTRY_BYTES
                + change.key().size()
                + (change.value() == null ? 0 : change.value().size());
    }

    /** Watches no more. Closing twice does nothing. */
    @Override
    public void close() {
        store.leave(this);
    }
}
