// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.keystore;

import static io.pipes.spi.crypto.KeystoreException.Reason.DAMAGED;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.crypto.ValueCipher;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An unlocked keystore. One lock for everything, since keys are few and the disk allows one opener per file. */
final class SealedKeystore implements Keystore {
    private final KeystoreFiles files;
    private final ValueCipher cipher;
    private final KeystoreLock lock;
    private final Secret master;
    private boolean byPassphrase;

    SealedKeystore(KeystoreFiles files, ValueCipher cipher, KeystoreLock lock, Secret master, boolean byPassphrase) {
        this.files = files;
        this.cipher = cipher;
        this.lock = lock;
        this.master = master;
        this.byPassphrase = byPassphrase;
    }

    @Override
    public synchronized Optional<Secret> read(String name) throws KeystoreException {
        String path = KeyFile.path(name);
        if (!files.exists(path)) {
            return Optional.empty();
        }
        try {
            KeyFile file = KeyFile.decode(files.read(path, KeyFile.MAX_BYTES));
            if (!file.name().equals(name)) {
                throw new MalformedException("it is the file of another key");
            }
            return Optional.of(
                    Secret.wrap(cipher.open(KeyFile.place(name), file.sealed()).toArray()));
        } catch (MalformedException e) {
            throw new KeystoreException(
                    DAMAGED,
                    "The key '" + name + "' cannot be read: " + e.reason()
                            + ". Restore the keys folder from a backup.");
        }
    }

    @Override
    public synchronized void write(String name, Secret secret) throws KeystoreException {
        String path = KeyFile.path(name);
        if (secret.size() > KeyFile.MAX_SECRET) {
            throw new IllegalArgumentException("a key has at most " + KeyFile.MAX_SECRET + " bytes");
        }
        byte[] bytes = secret.bytes();
        Bytes sealed = cipher.seal(KeyFile.place(name), Bytes.wrap(bytes));
        Arrays.fill(bytes, (byte) 0);
        files.write(path, new KeyFile(name, sealed).encode());
    }

    @Override
    public synchronized void delete(String name) throws KeystoreException {
        files.delete(KeyFile.path(name));
    }

    @Override
    public synchronized List<String> names() throws KeystoreException {
        return files.names();
    }

    @Override
    public synchronized String protection() {
        return byPassphrase ? "passphrase" : "key-file";
    }

    @Override
    public synchronized void protect(@Nullable Secret passphrase) throws KeystoreException {
        if (passphrase == null && !byPassphrase) {
            // A new key file in the place of the one that unlocks would be fatal if the next step never came.
            return;
        }
        byte[] bytes = master.bytes();
        lock.put(bytes, passphrase);
        Arrays.fill(bytes, (byte) 0);
        byPassphrase = passphrase != null;
    }

    @Override
    public String toString() {
        return "SealedKeystore[" + protection() + "]";
    }
}
