// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api;

import io.pipes.api.store.RestoreReport;
import io.pipes.api.store.StoreInfo;
import io.pipes.base.Secret;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a process keeps: its store, and backups of all there is. For its owner only: whoever came by another token is told {@code REFUSED}. A
 * handle, which may be used from any thread.
 *
 * <p>Streams stay the caller's: they are used on the executor, where they may block, until the task is over, and are not closed.
 */
@ProviderType
public interface Home {
    /** Which store it is, and how far a move is. */
    CompletionStage<StoreInfo> store();

    /**
     * Moves all nodes into the store of another kind; they are stopped while they are copied, and nothing is lost either way. A move is not
     * broken off: who cancels stops waiting for it.
     *
     * @param kind such as {@code derby} or {@code postgresql}
     * @return completes when it is over; its progress counts nodes. Fails with {@code INVALID_ARGUMENT} if they are there already, {@code
     *     FEATURE_MISSING} without that store, {@code BUSY} during another move, {@code STORAGE}
     */
    Task<StoreInfo> moveStore(String kind);

    /**
     * Writes a backup while everything goes on.
     *
     * @param passphrase 1 to 1,024 bytes; it stays the caller's, who may close it when this has returned
     * @return completes with the length of the file; its progress counts bytes. Fails with {@code INVALID_ARGUMENT} when the stream fails, else as
     *     {@link io.pipes.api.store.Backup#next}; what was written then is no backup
     */
    Task<Long> backUp(OutputStream file, Secret passphrase);

    /**
     * Restores a backup into this home, which must hold neither identities nor nodes. What was restored is there after the next start; there is
     * nothing of it when it fails or is cancelled.
     *
     * @param passphrase that of the backup; it stays the caller's, who may close it when this has returned
     * @return its progress counts bytes. Fails as {@link io.pipes.api.store.Restore#take}, with {@code INVALID_ARGUMENT} also when the stream
     *     fails
     */
    Task<RestoreReport> restore(InputStream file, Secret passphrase);
}
