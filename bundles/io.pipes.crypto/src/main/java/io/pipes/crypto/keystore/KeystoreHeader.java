// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.keystore;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.crypto.primitive.Argon2id;
import io.pipes.crypto.value.AesValueCipher;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code keystore}: what unlocks, and the sealed master key.
 *
 * @param passphrase how a passphrase becomes a key; null when a key file unlocks
 * @param sealedMaster the master key under the unlocking key
 */
record KeystoreHeader(@Nullable Passphrase passphrase, Bytes sealedMaster) {
    static final String FILE = "keystore";
    static final int MAX_BYTES = 256;
    static final int KEY_BYTES = 32;

    private static final String KIND = "pipes-keystore";
    private static final int SEALED_BYTES = KEY_BYTES + AesValueCipher.OVERHEAD;

    /**
     * @param cost what stretching costs
     * @param salt 16 random bytes
     */
    record Passphrase(Argon2id cost, Bytes salt) {}

    Bytes encode() {
        CborWriter out = CheckedFile.begin(KIND, 2);
        if (passphrase == null) {
            out.writeNull();
        } else {
            out.writeArray(4)
                    .writeUnsigned(passphrase.cost.memoryKib())
                    .writeUnsigned(passphrase.cost.passes())
                    .writeUnsigned(passphrase.cost.lanes())
                    .writeBytes(passphrase.salt);
        }
        return CheckedFile.end(out.writeBytes(sealedMaster));
    }

    static KeystoreHeader decode(Bytes file) throws MalformedException {
        CborReader in = CheckedFile.read(KIND, 2, file);
        Passphrase passphrase = in.skipNull() ? null : readPassphrase(in);
        KeystoreHeader header = new KeystoreHeader(passphrase, in.readBytesExactly(SEALED_BYTES));
        in.end();
        return header;
    }

    private static Passphrase readPassphrase(CborReader in) throws MalformedException {
        in.readArrayExactly(4);
        int memoryKib = (int) in.readUnsigned(Integer.MAX_VALUE);
        int passes = (int) in.readUnsigned(Integer.MAX_VALUE);
        int lanes = (int) in.readUnsigned(Integer.MAX_VALUE);
        if (!Argon2id.inBounds(memoryKib, passes, lanes)) {
            throw new MalformedException("passphrase cost is out of bounds");
        }
        return new Passphrase(new Argon2id(memoryKib, passes, lanes), in.readBytesExactly(Argon2id.SALT_BYTES));
    }
}
