// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.storage;

import io.pipes.base.Bytes;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.BlobDraft;
import io.pipes.spi.storage.BlobManifest;
import io.pipes.spi.storage.BlobStore;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoreException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The open blobs of one node in memory. */
final class MemoryBlobStore implements BlobStore {
    private final NavigableMap<Bytes, BlobShelf.Blob> blobs;
    private final CryptoSuite suite;
    private final Pace pace;
    private final Runnable whenClosed;
    private @Nullable Reason failing;
    private boolean over;

    /**
     * Where stages complete, and after which time those that write.
     *
     * @param delay may be zero
     */
    record Pace(Loop loop, Duration delay) {}

    MemoryBlobStore(NavigableMap<Bytes, BlobShelf.Blob> blobs, CryptoSuite suite, Pace pace, Runnable whenClosed) {
        this.blobs = blobs;
        this.suite = suite;
        this.pace = pace;
        this.whenClosed = whenClosed;
    }

    /** Something that is done with the blobs. */
    @FunctionalInterface
    private interface Step<T> {
        T run() throws StoreException;
    }

    private <T> CompletionStage<T> after(Duration delay, Step<T> step) {
        CompletableFuture<T> done = new CompletableFuture<>();
        pace.loop().schedule(delay, () -> {
            try {
                done.complete(now(step));
            } catch (StoreException | RuntimeException failure) {
                done.completeExceptionally(failure);
            }
        });
        return done;
    }

    private synchronized <T> T now(Step<T> step) throws StoreException {
        if (over) {
            throw failure(Reason.CLOSED);
        }
        return step.run();
    }

    private <T> CompletionStage<T> write(Step<T> step) {
        return after(pace.delay(), () -> {
            if (failing != null) {
                throw failure(failing);
            }
            return step.run();
        });
    }

    private static StoreException failure(Reason reason) {
        return new StoreException(reason, "The blobs are " + reason + ".");
    }

    @Override
    public CompletionStage<BlobDraft> begin() {
        return write(() -> new Draft(null));
    }

    @Override
    public CompletionStage<BlobDraft> resume(BlobManifest manifest) {
        return write(() -> {
            BlobShelf.Blob blob = blobs.computeIfAbsent(manifest.address(suite), none -> new BlobShelf.Blob(manifest));
            if (blob.whole) {
                throw new IllegalStateException("The blob is here");
            }
            blob.resumptions++;
            return new Draft(blob);
        });
    }

    @Override
    public synchronized boolean has(Bytes address) {
        return BlobShelf.whole(blobs, address) != null;
    }

    @Override
    public CompletionStage<Optional<BlobManifest>> manifest(Bytes address) {
        return after(
                Duration.ZERO,
                () -> Optional.ofNullable(BlobShelf.whole(blobs, address)).map(blob -> blob.manifest));
    }

    @Override
    public CompletionStage<Optional<Bytes>> chunk(Bytes address, int index) {
        return after(Duration.ZERO, () -> {
            BlobShelf.Blob blob = BlobShelf.whole(blobs, address);
            if (blob == null) {
                return Optional.empty();
            }
            Bytes chunk = blob.chunks.get(Objects.checkIndex(index, blob.manifest.chunks()));
            if (blob.manifest.fits(suite, index, chunk)) {
                return Optional.of(chunk);
            }
            blob.whole = false;
            blob.chunks.subList(index, blob.chunks.size()).clear();
            return Optional.empty();
        });
    }

    @Override
    public CompletionStage<Void> delete(Bytes address) {
        return after(pace.delay(), () -> {
            blobs.remove(address);
            return null;
        });
    }

    @Override
    public synchronized List<Bytes> list() {
        return blobs.keySet().stream().filter(this::has).toList();
    }

    @Override
    public CompletionStage<Void> close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        pace.loop().schedule(pace.delay(), () -> {
            end();
            whenClosed.run();
            closed.complete(null);
        });
        return closed;
    }

    synchronized void end() {
        over = true;
    }

    synchronized void fail(@Nullable Reason reason) {
        failing = reason;
    }

    private final class Draft implements BlobDraft {
        /** Null while its address is not known. */
        private final BlobShelf.@Nullable Blob resumed;

        private final List<Bytes> begun = new ArrayList<>();

        Draft(BlobShelf.@Nullable Blob resumed) {
            this.resumed = resumed;
        }

        @Override
        public int chunks() {
            return resumed == null ? begun.size() : resumed.chunks.size();
        }

        @Override
        public CompletionStage<Void> append(Bytes chunk) {
            return write(() -> {
                if (resumed == null) {
                    begun.add(chunk);
                } else {
                    resumed.add(chunk);
                }
                return null;
            });
        }

        @Override
        public CompletionStage<Void> finish(BlobManifest manifest) {
            return write(() -> {
                BlobShelf.Blob blob = resumed == null ? new BlobShelf.Blob(manifest) : resumed;
                begun.forEach(blob::add);
                long size = blob.chunks.stream().mapToLong(Bytes::size).sum();
                if (size != manifest.size()) {
                    throw new IllegalStateException("These are not all chunks of the manifest");
                }
                blob.whole = true;
                blobs.put(manifest.address(suite), blob);
                return null;
            });
        }

        @Override
        public CompletionStage<Void> close() {
            begun.clear();
            return after(Duration.ZERO, () -> null);
        }
    }
}
