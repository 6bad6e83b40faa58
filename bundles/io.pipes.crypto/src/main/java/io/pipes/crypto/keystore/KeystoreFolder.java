// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.keystore;

import static io.pipes.spi.crypto.KeystoreException.Reason.DAMAGED;
import static io.pipes.spi.crypto.KeystoreException.Reason.LOCKED;
import static io.pipes.spi.crypto.KeystoreException.Reason.MISSING;

import io.pipes.base.Bytes;
import io.pipes.base.Disk;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.crypto.primitive.Argon2id;
import io.pipes.crypto.primitive.Hkdf;
import io.pipes.crypto.value.AesValueCipher;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Opens the keystore of a folder, or makes it.
 *
 * <p>A keystore is only made where there is nothing of one: a folder with keys but without its {@code keystore} file is an error, since
 * making a new one would turn a mishap into a lost identity. The {@code keystore} file is written last, so a crash before it leaves a folder
 * in which making one can begin again.
 */
public final class KeystoreFolder {
    private static final String RESTORE = " Restore the keys folder from a backup.";

    private final KeystoreFiles files;
    private final Randomness randomness;
    private final Argon2id cost;

    public KeystoreFolder(Disk area, Randomness randomness) {
        this(area, randomness, Argon2id.STANDARD);
    }

    /** @param cost of passphrases of keystores that are made; one that is opened says its own */
    public KeystoreFolder(Disk area, Randomness randomness, Argon2id cost) {
        files = new KeystoreFiles(area);
        this.randomness = randomness;
        this.cost = cost;
    }

    /** @param passphrase null for a key file */
    public Keystore open(@Nullable Secret passphrase, boolean create) throws KeystoreException {
        if (files.exists(KeystoreHeader.FILE)) {
            return open(passphrase);
        }
        if (!files.names().isEmpty()) {
            throw new KeystoreException(
                    MISSING, "There are keys, but the file 'keystore' that belongs to them is gone." + RESTORE);
        }
        if (!create) {
            throw new KeystoreException(MISSING, "There is no keystore." + RESTORE + " Or begin with an empty home.");
        }
        return create(passphrase);
    }

    private Keystore create(@Nullable Secret passphrase) throws KeystoreException {
        KeystoreHeader.Passphrase stretching = passphrase == null
                ? null
                : new KeystoreHeader.Passphrase(cost, Bytes.wrap(randomness.bytes(Argon2id.SALT_BYTES)));
        byte[] master = randomness.bytes(KeystoreHeader.KEY_BYTES);
        try (Secret source = stretching == null ? newUnlockFile() : stretched(stretching, passphrase)) {
            Bytes sealed = wrapper(source).seal(Label.KEYSTORE_UNLOCK.bytes(), Bytes.copyOf(master));
            files.write(KeystoreHeader.FILE, new KeystoreHeader(stretching, sealed).encode());
        }
        return keystore(master, stretching);
    }

    private Secret newUnlockFile() throws KeystoreException {
        Secret key = Secret.random(randomness, KeystoreHeader.KEY_BYTES);
        files.write(UnlockFile.FILE, UnlockFile.encode(key));
        return key;
    }

    private Keystore open(@Nullable Secret passphrase) throws KeystoreException {
        KeystoreHeader header = readHeader();
        try (Secret source = source(header, passphrase)) {
            byte[] master = wrapper(source)
                    .open(Label.KEYSTORE_UNLOCK.bytes(), header.sealedMaster())
                    .toArray();
            return keystore(master, header.passphrase());
        } catch (MalformedException e) {
            throw new KeystoreException(
                    LOCKED,
                    header.passphrase() == null
                            ? "The key file 'unlock' belongs to another keystore. Put the right one back."
                            : "The passphrase is wrong. Try again with the right one.");
        }
    }

    private Keystore keystore(byte[] master, KeystoreHeader.@Nullable Passphrase stretching) {
        AesValueCipher cipher = new AesValueCipher(master, randomness);
        Arrays.fill(master, (byte) 0);
        return new SealedKeystore(files, cipher, stretching == null ? "key-file" : "passphrase");
    }

    private KeystoreHeader readHeader() throws KeystoreException {
        try {
            return KeystoreHeader.decode(files.read(KeystoreHeader.FILE, KeystoreHeader.MAX_BYTES));
        } catch (MalformedException e) {
            throw new KeystoreException(DAMAGED, "The file 'keystore' is damaged: " + e.reason() + "." + RESTORE);
        }
    }

    private Secret source(KeystoreHeader header, @Nullable Secret passphrase) throws KeystoreException {
        KeystoreHeader.Passphrase stretching = header.passphrase();
        if (stretching == null) {
            if (passphrase != null) {
                throw new KeystoreException(
                        LOCKED, "This keystore is unlocked by its key file. Start without a passphrase.");
            }
            return readUnlockFile();
        }
        if (passphrase == null) {
            throw new KeystoreException(LOCKED, "This keystore is unlocked by a passphrase. Provide it.");
        }
        return stretched(stretching, passphrase);
    }

    private Secret readUnlockFile() throws KeystoreException {
        if (!files.exists(UnlockFile.FILE)) {
            throw new KeystoreException(
                    LOCKED, "The key file 'unlock' is missing. Put it back beside the file 'keystore'.");
        }
        try {
            return UnlockFile.decode(files.read(UnlockFile.FILE, UnlockFile.MAX_BYTES));
        } catch (MalformedException e) {
            throw new KeystoreException(
                    DAMAGED, "The key file 'unlock' is damaged: " + e.reason() + ". Restore it from a backup.");
        }
    }

    private static Secret stretched(KeystoreHeader.Passphrase how, Secret passphrase) {
        byte[] bytes = passphrase.bytes();
        Secret stretched = Secret.wrap(how.cost().stretch(bytes, how.salt().toArray(), KeystoreHeader.KEY_BYTES));
        Arrays.fill(bytes, (byte) 0);
        return stretched;
    }

    private AesValueCipher wrapper(Secret source) {
        byte[] bytes = source.bytes();
        byte[] key =
                Hkdf.derive(new byte[0], bytes, Label.KEYSTORE_UNLOCK.bytes().toArray(), KeystoreHeader.KEY_BYTES);
        Arrays.fill(bytes, (byte) 0);
        return new AesValueCipher(key, randomness);
    }
}
