// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.store;

import io.pipes.base.Bytes;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes the bytes of a {@link Backup}. Nothing counts before {@link #finish} has completed: until then, and if anything is wrong with the
 * file, there is nothing of it in this home. May be used from any thread.
 */
@ProviderType
public interface Restore extends AutoCloseable {
    /**
     * The next bytes of the file, cut anywhere.
     *
     * @param chunk best 1 MiB or less: it is held until it has been dealt with
     * @return fails with {@code ALREADY_EXISTS} when this home is not empty, {@code INVALID_ARGUMENT} when it is no backup or is damaged,
     *     {@code KEYSTORE} when the passphrase is another one, {@code STORAGE}, or {@code BUSY} while the call before has not completed
     */
    CompletionStage<RestoreReport> take(Bytes chunk);

    /** Nothing more comes. Fails with {@code INVALID_ARGUMENT} when the file is cut off. */
    CompletionStage<RestoreReport> finish();

    /** Undoes what was restored unless it is finished. Closing twice does nothing. */
    @Override
    void close();
}
