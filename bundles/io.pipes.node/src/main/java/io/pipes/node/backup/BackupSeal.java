// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.backup;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.crypto.ValueCipher;
import java.nio.ByteBuffer;

/**
 * Seals the parts of one backup under a key of its own, each at its number, so that none can be changed, moved, left out or taken from
 * another backup. The key stands in the file's header, in a keystore that the passphrase opens. Belongs to one thread at a time.
 */
public final class BackupSeal {
    /** The longest header. */
    static final int MAX_HEADER_BYTES = 4 << 10;

    /** What sealing adds at most. */
    static final int MAX_OVERHEAD = 128;

    private static final String KEY = "backup";
    private static final String KEYSTORE_FILE = "keystore";
    private static final String KEY_FILE = KEY + ".key";
    private static final int KEY_BYTES = 32;

    private final Bytes header;
    private final ValueCipher cipher;
    private long number;

    private BackupSeal(Bytes header, ValueCipher cipher) {
        this.header = header;
        this.cipher = cipher;
    }

    /** For a new backup. Takes about 200 ms for the passphrase. */
    public static BackupSeal make(CryptoSuite suite, Secret passphrase, Randomness randomness)
            throws KeystoreException {
        FewFiles files = new FewFiles();
        Keystore keystore = suite.keystore(files, passphrase, true, randomness);
        try (Secret key = Secret.random(randomness, KEY_BYTES)) {
            keystore.write(KEY, key);
            Bytes header = new CborWriter()
                    .writeArray(2)
                    .writeBytes(files.get(KEYSTORE_FILE))
                    .writeBytes(files.get(KEY_FILE))
                    .toBytes();
            return new BackupSeal(header, suite.valueCipher(key, randomness));
        }
    }

    /**
     * For a backup that is there. Takes as long as its header says, within the bounds of the keystore.
     *
     * @throws KeystoreException when the passphrase is another one or the header is damaged
     */
    public static BackupSeal open(CryptoSuite suite, Bytes header, Secret passphrase, Randomness randomness)
            throws KeystoreException, MalformedException {
        CborReader in = new CborReader(header);
        in.readArrayExactly(2);
        FewFiles files = new FewFiles();
        files.put(KEYSTORE_FILE, in.readBytes(MAX_HEADER_BYTES));
        files.put(KEY_FILE, in.readBytes(MAX_HEADER_BYTES));
        in.end();
        Keystore keystore = suite.keystore(files, passphrase, false, randomness);
        if (!keystore.protection().equals("passphrase")) {
            throw new MalformedException("a backup that no passphrase seals");
        }
        try (Secret key = CryptoSuite.require(keystore, KEY)) {
            if (key.size() != KEY_BYTES) {
                throw new MalformedException("a key of another length");
            }
            return new BackupSeal(header, suite.valueCipher(key, randomness));
        }
    }

    public Bytes header() {
        return header;
    }

    public Bytes seal(BackupPart part) {
        return cipher.seal(place(), part.encode());
    }

    public BackupPart open(Bytes body) throws MalformedException {
        return BackupPart.decode(cipher.open(place(), body));
    }

    private Bytes place() {
        Bytes label = Label.BACKUP.bytes();
        ByteBuffer place = ByteBuffer.allocate(label.size() + Long.BYTES);
        label.writeTo(place);
        return Bytes.wrap(place.putLong(number++).array());
    }
}
