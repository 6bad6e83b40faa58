// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.storage;

import io.pipes.spi.loop.Loop;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** Opens stores of blobs. The bundle that provides it closes all of them when it stops. */
@ConsumerType
public interface BlobStores {
    /** {@code files}, {@code memory}. */
    String kind();

    /**
     * Opens the blobs of one node, none at first.
     *
     * @param name directory name of the store: 1 to 64 characters of {@code a-z 0-9 -}
     * @param loop where stages complete
     * @return fails with {@code LOCKED} while it is open
     */
    CompletionStage<BlobStore> open(String name, Loop loop);

    /**
     * As {@link #open}, for a node that is restored from a backup: it takes what the backup has, though that be more than the limit that was
     * set here for a node's blobs. Only the disk is still a limit.
     */
    default CompletionStage<BlobStore> openToRestore(String name, Loop loop) {
        return open(name, loop);
    }

    /** Deletes a store that is not open, for good. */
    CompletionStage<Void> destroy(String name);
}
