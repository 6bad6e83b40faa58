// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.storage.BlobManifest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One blob that a file has, chunk by chunk. Taken is what this node lacks. On the node's loop, one call at a time. */
public final class BlobIntake {
    private final NodeContext node;
    private final BlobManifest manifest;
    private final boolean named;
    private final Optional<Fetch> fetch;
    private int next;
    private boolean whole;

    /** @param fetch of the blob; empty if it is here, or not wanted */
    BlobIntake(NodeContext node, BlobManifest manifest, boolean named, Optional<Fetch> fetch) {
        this.node = node;
        this.manifest = manifest;
        this.named = named;
        this.fetch = fetch;
    }

    /** Whether a message names it that this node can read; what none names is passed over. */
    public boolean named() {
        return named;
    }

    /**
     * The next chunk.
     *
     * @return completes when it is written or passed over, with whether the blob has become whole by it; fails with {@link
     *     MalformedException} if it is not what the manifest says, with {@link io.pipes.spi.storage.StoreException} if it could not be
     *     stored
     */
    public CompletionStage<Boolean> take(Bytes chunk) {
        int index = next++;
        if (fetch.isEmpty() || whole) {
            return CompletableFuture.completedFuture(false);
        }
        return CompletableFuture.supplyAsync(() -> manifest.fits(node.suite(), index, chunk), node.workers())
                .thenComposeAsync(fits -> fits ? give(index, chunk) : spoiled(), node.loop());
    }

    private CompletionStage<Boolean> give(int index, Bytes chunk) {
        Fetch to = fetch.orElseThrow();
        return to.give(manifest, index, chunk).thenApply(given -> {
            whole = node.blobs().has(to.address());
            return whole;
        });
    }

    private static CompletionStage<Boolean> spoiled() {
        return CompletableFuture.failedFuture(new MalformedException("a chunk that is not what its blob says"));
    }
}
