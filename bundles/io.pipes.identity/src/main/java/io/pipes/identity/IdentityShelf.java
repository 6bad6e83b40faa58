// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.identity;

import io.pipes.base.Bytes;
import io.pipes.base.Clamp;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.base.id.IdentityId;
import io.pipes.base.text.Timestamps;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.spi.identity.IdentityGenesis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Identities as entries {@code identity.<id>} of the keystore. Blocks for the disk. */
final class IdentityShelf {
    private static final Logger LOG = LoggerFactory.getLogger(IdentityShelf.class);
    private static final String PREFIX = "identity.";
    private static final int SALT_BYTES = 16;

    private final Keystore keystore;
    private final CryptoSuite suite;
    private final Randomness randomness;

    IdentityShelf(Keystore keystore, CryptoSuite suite, Randomness randomness) {
        this.keystore = keystore;
        this.suite = suite;
        this.randomness = randomness;
    }

    /** All that can be read. One that is damaged does not take the others with it; it is logged and stays where it is. */
    List<HeldIdentity> readAll() throws KeystoreException {
        List<HeldIdentity> found = new ArrayList<>();
        for (String entry : keystore.names()) {
            if (entry.startsWith(PREFIX)) {
                readOrLog(entry).ifPresent(found::add);
            }
        }
        return found;
    }

    /** Makes an identity; it is on the disk when this returns. */
    HeldIdentity make(String name, long nowMillis) throws KeystoreException {
        SigningKey rootKey = suite.newSigningKey(randomness);
        Bytes salt = Bytes.wrap(randomness.bytes(SALT_BYTES));
        Bytes genesis = new IdentityGenesis(rootKey.publicKey(), name, salt).encode();
        IdentityId id = IdentityGenesis.idOf(suite, genesis);
        long created = Clamp.between(nowMillis, Timestamps.MIN_MILLIS, Timestamps.MAX_MILLIS);
        try (Secret key = rootKey.secret()) {
            IdentityEntry entry = new IdentityEntry(genesis, name, created, key);
            try (Secret encoded = entry.encode()) {
                keystore.write(PREFIX + id.text(), encoded);
            }
            return new HeldIdentity(id, entry, rootKey);
        }
    }

    private Optional<HeldIdentity> readOrLog(String entry) {
        try {
            return Optional.of(read(entry));
        } catch (KeystoreException | MalformedException damaged) {
            LOG.error(
                    "The identity in '{}' cannot be read ({}). Restore the keys folder from a backup",
                    entry,
                    damaged.getMessage());
            return Optional.empty();
        }
    }

    private HeldIdentity read(String name) throws KeystoreException, MalformedException {
        try (Secret encoded = CryptoSuite.require(keystore, name)) {
            return read(name, encoded);
        }
    }

    HeldIdentity read(String name, Secret encoded) throws MalformedException {
        IdentityEntry entry = IdentityEntry.decode(encoded);
        try (Secret key = entry.rootKey()) {
            return checked(name, entry, suite.signingKey(key));
        }
    }

    /** The name of the entry, the genesis and the key must belong together. */
    private HeldIdentity checked(String name, IdentityEntry entry, SigningKey rootKey) throws MalformedException {
        IdentityGenesis genesis = IdentityGenesis.decode(entry.genesis());
        IdentityId id = IdentityGenesis.idOf(suite, entry.genesis());
        if (!name.equals(PREFIX + id.text()) || !genesis.rootKey().equals(rootKey.publicKey())) {
            throw new MalformedException("name, genesis and key do not belong together");
        }
        return new HeldIdentity(id, entry, rootKey);
    }
}
