// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.blob;

import io.pipes.base.Disk;
import io.pipes.base.DiskPath;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.BlobStore;
import io.pipes.spi.storage.BlobStores;
import io.pipes.spi.storage.StoreException;
import io.pipes.storage.derby.Condition;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps blobs as files. A home is held by one process, so nothing else locks them. */
public final class FileBlobStores implements BlobStores, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileBlobStores.class);
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final long SECONDS_TO_CLOSE = 30;

    private final Disk disk;
    private final CryptoSuite suite;
    private final Executor blocking;
    private final BlobRoom room;
    private final Map<String, FileBlobStore> open = new TreeMap<>();
    private boolean closed;

    /**
     * @param disk the {@code blobs} area of a home
     * @param blocking threads that may block; one is enough
     * @param room how much of the disk each store may take
     */
    public FileBlobStores(Disk disk, CryptoSuite suite, Executor blocking, BlobRoom room) {
        this.room = room;
        this.disk = disk;
        this.suite = suite;
        this.blocking = blocking;
    }

    @Override
    public String kind() {
        return "files";
    }

    @Override
    public CompletionStage<BlobStore> open(String name, Loop loop) {
        return open(name, loop, room);
    }

    @Override
    public CompletionStage<BlobStore> openToRestore(String name, Loop loop) {
        return open(name, loop, room.withoutLimit());
    }

    private CompletionStage<BlobStore> open(String name, Loop loop, BlobRoom room) {
        check(name);
        Turns turns = new Turns(blocking, loop);
        FileBlobStore store = new FileBlobStore(new BlobFolder(disk, name, suite, room), turns, () -> forget(name));
        StoreException refusal = refusal(name, store);
        if (refusal != null) {
            return turns.take(() -> {
                throw refusal;
            });
        }
        return store.load().thenApply(loaded -> (BlobStore) store).whenComplete((opened, failure) -> {
            if (failure != null) {
                forget(name);
            }
        });
    }

    private synchronized @Nullable StoreException refusal(String name, FileBlobStore store) {
        if (closed) {
            return Condition.closed();
        }
        return open.putIfAbsent(name, store) == null
                ? null
                : new StoreException(StoreException.Reason.LOCKED, "The blobs of this node are open already.");
    }

    private synchronized void forget(String name) {
        open.remove(name);
    }

    @Override
    public CompletionStage<Void> destroy(String name) {
        check(name);
        return new Turns(blocking, Runnable::run).take(() -> {
            if (isOpen(name)) {
                throw new StoreException(StoreException.Reason.LOCKED, "The blobs of this node are open.");
            }
            for (String file : disk.list(name)) {
                disk.delete(DiskPath.check(name + "/" + file));
            }
            return null;
        });
    }

    private synchronized boolean isOpen(String name) {
        return open.containsKey(name);
    }

    private static void check(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("A store is named by 1 to 64 characters of a-z 0-9 -");
        }
    }

    /** Closes all stores and waits until they are closed. */
    @Override
    public void close() {
        List<FileBlobStore> closing;
        synchronized (this) {
            closed = true;
            closing = List.copyOf(open.values());
        }
        CompletableFuture<?>[] done =
                closing.stream().map(FileBlobStore::closeNow).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(done).get(SECONDS_TO_CLOSE, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn(
                    "Not all blobs were closed in time; what was being written will be looked at when they are opened",
                    e);
        }
    }
}
