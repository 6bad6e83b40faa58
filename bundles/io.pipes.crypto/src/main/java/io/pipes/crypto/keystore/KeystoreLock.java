// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.keystore;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.crypto.primitive.Argon2id;
import io.pipes.crypto.primitive.Hkdf;
import io.pipes.crypto.value.AesValueCipher;
import io.pipes.spi.crypto.KeystoreException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the master key: a key file or a passphrase. It may be changed at any time, since the keys are sealed with the
 * master key and stay as they are; the one step that counts is the replacement of the file {@code keystore}.
 */
final class KeystoreLock {
    private final KeystoreFiles files;
    private final Randomness randomness;
    private final Argon2id cost;

    /** @param cost of passphrases that are set; one that is asked for says its own */
    KeystoreLock(KeystoreFiles files, Randomness randomness, Argon2id cost) {
        this.files = files;
        this.randomness = randomness;
        this.cost = cost;
    }

    /**
     * Puts a new lock before the master key. Cut short, there is the old one or the new one.
     *
     * @param passphrase null for a key file, which is then new
     */
    void put(byte[] master, @Nullable Secret passphrase) throws KeystoreException {
        KeystoreHeader.Passphrase stretching = passphrase == null
                ? null
                : new KeystoreHeader.Passphrase(cost, Bytes.wrap(randomness.bytes(Argon2id.SALT_BYTES)));
        try (Secret source = stretching == null ? newUnlockFile() : stretched(stretching, passphrase)) {
            Bytes sealed = wrapper(source).seal(Label.KEYSTORE_UNLOCK.bytes(), Bytes.copyOf(master));
            files.write(KeystoreHeader.FILE, new KeystoreHeader(stretching, sealed).encode());
        }
        if (passphrase != null && files.exists(UnlockFile.FILE)) {
            files.delete(UnlockFile.FILE);
        }
    }

    /** The master key. */
    byte[] open(Secret source, Bytes sealedMaster) throws MalformedException {
        return wrapper(source).open(Label.KEYSTORE_UNLOCK.bytes(), sealedMaster).toArray();
    }

    static Secret stretched(KeystoreHeader.Passphrase how, Secret passphrase) {
        byte[] bytes = passphrase.bytes();
        Secret stretched = Secret.wrap(how.cost().stretch(bytes, how.salt().toArray(), KeystoreHeader.KEY_BYTES));
        Arrays.fill(bytes, (byte) 0);
        return stretched;
    }

    private Secret newUnlockFile() throws KeystoreException {
        Secret key = Secret.random(randomness, KeystoreHeader.KEY_BYTES);
        files.write(UnlockFile.FILE, UnlockFile.encode(key));
        return key;
    }

    private AesValueCipher wrapper(Secret source) {
        byte[] bytes = source.bytes();
        byte[] key =
                Hkdf.derive(new byte[0], bytes, Label.KEYSTORE_UNLOCK.bytes().toArray(), KeystoreHeader.KEY_BYTES);
        Arrays.fill(bytes, (byte) 0);
        return new AesValueCipher(key, randomness);
    }
}
