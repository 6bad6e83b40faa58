// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.blob;

import io.pipes.base.Bytes;
import io.pipes.base.Disk;
import io.pipes.spi.storage.BlobDraft;
import io.pipes.spi.storage.BlobManifest;
import io.pipes.spi.storage.BlobStore;
import io.pipes.storage.derby.Condition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The blobs of one node in a folder; asks the disk for one thing at a time. */
final class FileBlobStore implements BlobStore {
    private static final Logger LOG = LoggerFactory.getLogger(FileBlobStore.class);

    private final BlobFolder folder;
    private final Turns turns;
    private final Runnable whenClosed;
    private final NavigableSet<Bytes> whole = new ConcurrentSkipListSet<>();
    /** Only used in turns. */
    private final Set<FileBlobDraft> drafts = new HashSet<>();

    private long begun;
    private boolean closed;

    FileBlobStore(BlobFolder folder, Turns turns, Runnable whenClosed) {
        this.folder = folder;
        this.turns = turns;
        this.whenClosed = whenClosed;
    }

    CompletionStage<Void> load() {
        return turns.take(() -> {
            whole.addAll(folder.tidy());
            return null;
        });
    }

    /** A turn for as long as this is open. */
    <T> CompletionStage<T> take(Turns.Task<T> task) {
        return turns.take(() -> {
            if (closed) {
                throw Condition.closed();
            }
            return task.run();
        });
    }

    @Override
    public CompletionStage<BlobDraft> begin() {
        return take(() -> draft(BlobFolder.DRAFT + ++begun, 0, false));
    }

    @Override
    public CompletionStage<BlobDraft> resume(BlobManifest manifest) {
        return take(() -> {
            Bytes address = manifest.address(folder.suite());
            if (whole.contains(address)) {
                throw new IllegalStateException("The blob is here");
            }
            folder.describe(address, manifest);
            return resume(address.hex(), manifest);
        });
    }

    private BlobDraft resume(String name, BlobManifest manifest) throws IOException {
        int good = 0;
        try (Disk.DiskFile part = folder.openPart(name)) {
            while (good < manifest.chunks()
                    && folder.chunk(part, manifest, good).isPresent()) {
                good++;
            }
        }
        return draft(name, good, true);
    }

    private FileBlobDraft draft(String name, int chunks, boolean resumable) throws IOException {
        Disk.DiskFile part = folder.openPart(name);
        FileBlobDraft draft = new FileBlobDraft(this, folder, new FileBlobDraft.Part(name, part, resumable), chunks);
        try {
            draft.cut();
        } catch (IOException e) {
            part.close();
            throw e;
        }
        drafts.add(draft);
        return draft;
    }

    /** In a turn: a draft is over. */
    void over(FileBlobDraft draft) {
        drafts.remove(draft);
    }

    /** In a turn: a blob is there. */
    void completed(Bytes address) {
        whole.add(address);
    }

    @Override
    public boolean has(Bytes address) {
        return whole.contains(address);
    }

    @Override
    public CompletionStage<Optional<BlobManifest>> manifest(Bytes address) {
        return take(() -> {
            if (!whole.contains(address)) {
                return Optional.empty();
            }
            Optional<BlobManifest> manifest = folder.manifest(address);
            if (manifest.isEmpty()) {
                lose(address);
            }
            return manifest;
        });
    }

    /** Without its manifest nothing of it can be checked. */
    private void lose(Bytes address) throws IOException {
        LOG.warn("The manifest of blob {} is damaged on this disk; the blob is removed, to be fetched again", address);
        whole.remove(address);
        folder.delete(address);
    }

    @Override
    public CompletionStage<Optional<Bytes>> chunk(Bytes address, int index) {
        return take(() -> {
            Optional<BlobManifest> manifest = whole.contains(address) ? folder.manifest(address) : Optional.empty();
            if (manifest.isEmpty()) {
                if (whole.contains(address)) {
                    lose(address);
                }
                return Optional.empty();
            }
            Objects.checkIndex(index, manifest.get().chunks());
            Optional<Bytes> chunk = folder.chunk(address, manifest.get(), index);
            if (chunk.isEmpty()) {
                LOG.warn("Blob {} is damaged on this disk from chunk {} on; that is fetched again", address, index);
                whole.remove(address);
                folder.damaged(address, index);
            }
            return chunk;
        });
    }

    @Override
    public CompletionStage<Void> delete(Bytes address) {
        return take(() -> {
            for (FileBlobDraft draft : List.copyOf(drafts)) {
                if (draft.isNamed(address.hex())) {
                    draft.end();
                }
            }
            whole.remove(address);
            folder.delete(address);
            return null;
        });
    }

    @Override
    public List<Bytes> list() {
        return new ArrayList<>(whole);
    }

    @Override
    public CompletionStage<Void> close() {
        return closeNow();
    }

    CompletableFuture<Void> closeNow() {
        return turns.<Void>take(() -> {
                    if (!closed) {
                        closed = true;
                        for (FileBlobDraft draft : List.copyOf(drafts)) {
                            draft.end();
                        }
                        whenClosed.run();
                    }
                    return null;
                })
                .toCompletableFuture();
    }
}
