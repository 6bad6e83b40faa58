// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.store;

import io.pipes.base.Bytes;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A backup, as the bytes of a file. They are made as they are asked for; about 8 MiB are held at a time, and what the nodes write meanwhile
 * up to 32 MiB. May be used from any thread.
 */
@ProviderType
public interface Backup extends AutoCloseable {
    /**
     * The next bytes of the file, at most 256 KiB of them.
     *
     * @return empty when the file is whole. Fails with {@code STORAGE} when a store fails, {@code KEYSTORE}, or {@code BUSY} when the nodes
     *     write faster than this is read, and while the call before has not completed; it then has to begin again
     */
    CompletionStage<Optional<Bytes>> next();

    /** Gives back what it holds. Closing twice does nothing. */
    @Override
    void close();
}
