// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.archive;

import io.pipes.base.Bytes;
import io.pipes.pipeline.blob.BlobNode;
import io.pipes.pipeline.history.History;
import io.pipes.spi.storage.BlobManifest;
import io.pipes.spi.storage.BlobStore;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The blobs that messages of a history name and that are here, a chunk at a time. One that is damaged ends where it ends. */
final class ArchivedContents {
    private final BlobStore store;
    private final BlobNode blobs;
    private final History history;
    private @Nullable Iterator<Bytes> addresses;
    private Bytes address = Bytes.EMPTY;
    private @Nullable BlobManifest manifest;
    private int chunk;

    ArchivedContents(BlobStore store, BlobNode blobs, History history) {
        this.store = store;
        this.blobs = blobs;
        this.history = history;
    }

    /** Empty when there is nothing more. */
    CompletionStage<Optional<ArchivePart>> next() {
        BlobManifest open = manifest;
        if (open != null && chunk < open.chunks()) {
            return store.chunk(address, chunk++)
                    .thenCompose(bytes -> bytes.isPresent() ? found(new ArchivePart.Chunk(bytes.get())) : nextBlob());
        }
        return nextBlob();
    }

    private CompletionStage<Optional<ArchivePart>> nextBlob() {
        manifest = null;
        Iterator<Bytes> left = addresses;
        if (left == null) {
            return blobs.here(history).thenCompose(here -> {
                addresses = here.iterator();
                return nextBlob();
            });
        }
        if (!left.hasNext()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        address = left.next();
        chunk = 0;
        return store.manifest(address).thenCompose(read -> {
            manifest = read.orElse(null);
            return read.isPresent() ? found(new ArchivePart.Blob(read.get())) : nextBlob();
        });
    }

    private static CompletionStage<Optional<ArchivePart>> found(ArchivePart part) {
        return CompletableFuture.completedFuture(Optional.of(part));
    }
}
