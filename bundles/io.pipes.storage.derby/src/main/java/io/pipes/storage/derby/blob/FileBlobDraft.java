// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.blob;

import io.pipes.base.Bytes;
import io.pipes.base.Disk;
import io.pipes.spi.storage.BlobDraft;
import io.pipes.spi.storage.BlobManifest;
import java.io.IOException;
import java.util.concurrent.CompletionStage;

/** A blob on its way to the disk, in a part file that is open. */
final class FileBlobDraft implements BlobDraft {
    /** How many chunks a loss of power may take, of what can be resumed: 4 MiB. */
    private static final int FORCE_AFTER = 16;

    private final FileBlobStore store;
    private final BlobFolder folder;
    private final Part part;
    private volatile int chunks;
    private boolean over;

    /**
     * The file.
     *
     * @param resumable whether its name is the blob's address
     */
    record Part(String name, Disk.DiskFile file, boolean resumable) {}

    FileBlobDraft(FileBlobStore store, BlobFolder folder, Part part, int chunks) {
        this.store = store;
        this.folder = folder;
        this.part = part;
        this.chunks = chunks;
    }

    boolean isNamed(String name) {
        return part.name().equals(name);
    }

    /** Removes what stands behind the chunks that count. */
    void cut() throws IOException {
        folder.cut(part.file(), (long) chunks * BlobManifest.CHUNK_BYTES);
    }

    @Override
    public int chunks() {
        return chunks;
    }

    @Override
    public CompletionStage<Void> append(Bytes chunk) {
        return store.take(() -> {
            long size = part.file().size();
            if (over || chunk.isEmpty() || size != (long) chunks * BlobManifest.CHUNK_BYTES) {
                throw new IllegalStateException("Nothing can be written behind the last chunk");
            }
            folder.checkRoom(chunk.size());
            try {
                part.file().append(chunk.buffer());
            } catch (IOException e) {
                part.file().truncate(size);
                throw e;
            }
            folder.grown(chunk.size());
            chunks++;
            if (part.resumable() && chunks % FORCE_AFTER == 0) {
                force();
            }
            return null;
        });
    }

    /** After a failure nobody knows what is on the medium, and reading it again would not tell: all of it goes. */
    private void force() throws IOException {
        try {
            part.file().force();
        } catch (IOException e) {
            end();
            folder.deletePart(part.name());
            throw e;
        }
    }

    @Override
    public CompletionStage<Void> finish(BlobManifest manifest) {
        return store.take(() -> {
            if (over || part.file().size() != manifest.size()) {
                throw new IllegalStateException("These are not all chunks of the manifest");
            }
            force();
            part.file().close();
            Bytes address = manifest.address(folder.suite());
            try {
                folder.describe(address, manifest);
                folder.complete(part.name(), address);
            } finally {
                end();
            }
            store.completed(address);
            return null;
        });
    }

    @Override
    public CompletionStage<Void> close() {
        return store.take(() -> {
            end();
            return null;
        });
    }

    /** In a turn. */
    void end() throws IOException {
        if (!over) {
            over = true;
            store.over(this);
            part.file().close();
            if (!part.resumable() && folder.hasPart(part.name())) {
                folder.deletePart(part.name());
            }
        }
    }
}
