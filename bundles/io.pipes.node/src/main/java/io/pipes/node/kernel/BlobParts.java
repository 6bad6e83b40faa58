// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Bytes;
import io.pipes.node.backup.BackupPart;
import io.pipes.spi.storage.BlobManifest;
import io.pipes.spi.storage.BlobStore;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The blobs of a node, a chunk at a time. One that goes meanwhile, or is damaged, ends where it ends. */
final class BlobParts implements PartSource {
    private final BlobStore blobs;
    private final Iterator<Bytes> addresses;
    private @Nullable BlobManifest manifest;
    private Bytes address = Bytes.EMPTY;
    private int chunk;

    BlobParts(BlobStore blobs) {
        this.blobs = blobs;
        addresses = blobs.list().iterator();
    }

    @Override
    public CompletionStage<Optional<BackupPart>> next() {
        BlobManifest open = manifest;
        if (open != null && chunk < open.chunks()) {
            return blobs.chunk(address, chunk++)
                    .thenCompose(bytes -> bytes.isPresent() ? found(new BackupPart.Chunk(bytes.get())) : nextBlob());
        }
        return nextBlob();
    }

    private CompletionStage<Optional<BackupPart>> nextBlob() {
        manifest = null;
        if (!addresses.hasNext()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        address = addresses.next();
        chunk = 0;
        return blobs.manifest(address).thenCompose(found -> {
            manifest = found.orElse(null);
            return found.isPresent() ? found(new BackupPart.Blob(found.get())) : nextBlob();
        });
    }

    private static CompletionStage<Optional<BackupPart>> found(BackupPart part) {
        return CompletableFuture.completedFuture(Optional.of(part));
    }
}
