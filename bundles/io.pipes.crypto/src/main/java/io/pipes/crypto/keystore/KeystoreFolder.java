// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.keystore;

import static io.pipes.spi.crypto.KeystoreException.Reason.DAMAGED;
import static io.pipes.spi.crypto.KeystoreException.Reason.LOCKED;
import static io.pipes.spi.crypto.KeystoreException.Reason.MISSING;

import io.pipes.base.Disk;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.crypto.primitive.Argon2id;
import io.pipes.crypto.value.AesValueCipher;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
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
    private final KeystoreLock lock;

    public KeystoreFolder(Disk area, Randomness randomness) {
        this(area, randomness, Argon2id.STANDARD);
    }

    /** @param cost of passphrases of keystores that are made; one that is opened says its own */
    public KeystoreFolder(Disk area, Randomness randomness, Argon2id cost) {
        files = new KeystoreFiles(area);
        this.randomness = randomness;
        lock = new KeystoreLock(files, randomness, cost);
    }

    /** @param passphrase null for a key file; not looked at where a key file unlocks */
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
        byte[] master = randomness.bytes(KeystoreHeader.KEY_BYTES);
        lock.put(master, passphrase);
        return keystore(master, passphrase != null);
    }

    private Keystore open(@Nullable Secret passphrase) throws KeystoreException {
        KeystoreHeader header = readHeader();
        try (Secret source = source(header, passphrase)) {
            byte[] master = lock.open(source, header.sealedMaster());
            return keystore(master, header.passphrase() != null);
        } catch (MalformedException e) {
            throw new KeystoreException(
                    LOCKED,
                    header.passphrase() == null
                            ? "The key file 'unlock' belongs to another keystore. Put the right one back."
                            : "The passphrase is wrong. Try again with the right one.");
        }
    }

    /** What a change of the lock left behind when it was cut short would look like a key file to people, so it goes. */
    private Keystore keystore(byte[] master, boolean byPassphrase) throws KeystoreException {
        if (byPassphrase && files.exists(UnlockFile.FILE)) {
            files.delete(UnlockFile.FILE);
        }
        AesValueCipher cipher = new AesValueCipher(master, randomness);
        return new SealedKeystore(files, cipher, lock, Secret.wrap(master), byPassphrase);
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
            return readUnlockFile();
        }
        if (passphrase == null) {
            throw new KeystoreException(LOCKED, "This keystore is unlocked by a passphrase. Provide it.");
        }
        return KeystoreLock.stretched(stretching, passphrase);
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
}
