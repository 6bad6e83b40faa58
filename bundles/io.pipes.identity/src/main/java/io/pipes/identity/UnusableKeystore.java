// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.identity;

import io.pipes.base.Secret;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says the same of everything: why the keystore cannot be used. */
record UnusableKeystore(KeystoreException why) implements Keystore {
    @Override
    public Optional<Secret> read(String name) throws KeystoreException {
        throw again();
    }

    @Override
    public void write(String name, Secret secret) throws KeystoreException {
        throw again();
    }

    @Override
    public void delete(String name) throws KeystoreException {
        throw again();
    }

    @Override
    public List<String> names() throws KeystoreException {
        throw again();
    }

    /** Nothing is protected that cannot be read. */
    @Override
    public String protection() {
        return "unusable";
    }

    @Override
    public Optional<String> trouble() {
        return Optional.of(String.valueOf(why.getMessage()));
    }

    @Override
    public void protect(@Nullable Secret passphrase) throws KeystoreException {
        throw again();
    }

    /** A new one each time, so that its trace shows who asked. */
    private KeystoreException again() {
        return new KeystoreException(why.reason(), String.valueOf(why.getMessage()));
    }
}
