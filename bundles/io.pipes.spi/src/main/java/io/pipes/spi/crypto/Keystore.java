// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.crypto;

import io.pipes.base.Secret;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Named secrets, sealed on disk. A write is on the disk when the method returns. May be used from any thread; blocks for the
 * disk, so use it on the blocking executor.
 */
@ConsumerType
public interface Keystore {
    /** The secret of that name; empty when there is none, an exception when there is one that cannot be read. */
    Optional<Secret> read(String name) throws KeystoreException;

    /** @param name 1 to 100 characters of {@code a-z 0-9 . -} */
    void write(String name, Secret secret) throws KeystoreException;

    void delete(String name) throws KeystoreException;

    /** All names in order. */
    List<String> names() throws KeystoreException;

    /** What protects the keys: {@code key-file} or {@code passphrase}. */
    String protection();

    /** Why none of the keys can be used, in a sentence with the way out; empty in good days. */
    default Optional<String> trouble() {
        return Optional.empty();
    }

    /**
     * Changes what protects the keys from now on; the keys stay as they are. Who has an older copy of the files opens it as before.
     *
     * @param passphrase what will be asked for; null for a key file
     */
    void protect(@Nullable Secret passphrase) throws KeystoreException;
}
