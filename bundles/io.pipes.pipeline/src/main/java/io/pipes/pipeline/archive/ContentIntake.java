// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.archive;

import io.pipes.api.PipesException;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.pipeline.blob.BlobIntake;
import io.pipes.pipeline.blob.BlobNode;
import io.pipes.pipeline.history.History;
import io.pipes.spi.storage.BlobManifest;
import io.pipes.spi.storage.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Takes blobs out of an archive that messages here name, and passes over all others: so nobody fills a disk with a file. */
final class ContentIntake {
    private final BlobNode blobs;
    private final Count count;
    private @Nullable BlobIntake open;

    ContentIntake(BlobNode blobs, Count count) {
        this.blobs = blobs;
        this.count = count;
    }

    /** Its chunks come next. */
    CompletionStage<Void> begin(BlobManifest manifest, History history) {
        return blobs.intake(manifest, history).thenAccept(begun -> {
            open = begun;
            if (!begun.named()) {
                count.refuse(0, "contents that no message names which this node can read");
            }
        });
    }

    /** Completes when it is written or passed over. */
    CompletionStage<Void> take(Bytes chunk) {
        BlobIntake intake = open;
        if (intake == null) {
            return CompletableFuture.completedFuture(null);
        }
        return intake.take(chunk).handle(this::taken);
    }

    private @Nullable Void taken(@Nullable Boolean whole, @Nullable Throwable failure) {
        if (failure != null) {
            throw told(failure instanceof CompletionException ? failure.getCause() : failure);
        }
        if (Boolean.TRUE.equals(whole)) {
            count.content();
        }
        return null;
    }

    private static PipesException told(@Nullable Throwable why) {
        if (why instanceof MalformedException spoiled) {
            return ArchiveImport.spoiled(spoiled);
        }
        boolean full = why instanceof StoreException failure && failure.reason() == StoreException.Reason.FULL;
        return new PipesException(
                PipesException.Code.STORAGE,
                (full
                                ? "There is no room for the contents in the archive: the disk is full, or large contents "
                                        + "have reached their limit ('limit' in etc/io.pipes.storage.blobs.cfg). "
                                : "The contents in the archive cannot be stored; 'pipes status' says more. ")
                        + "The messages before them were taken, and what has come of the contents stays: import again.",
                why);
    }
}
