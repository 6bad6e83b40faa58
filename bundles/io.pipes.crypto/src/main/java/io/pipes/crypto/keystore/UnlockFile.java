// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.keystore;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.cbor.CborReader;

/** The file {@code unlock}: 32 random bytes in clear. Whoever can read it can read all keys, so only its owner may. */
final class UnlockFile {
    static final String FILE = "unlock";
    static final int MAX_BYTES = 128;

    private static final String KIND = "pipes-unlock";

    private UnlockFile() {}

    static Bytes encode(Secret key) {
        return CheckedFile.end(CheckedFile.begin(KIND, 1).writeBytes(key.bytes()));
    }

    static Secret decode(Bytes file) throws MalformedException {
        CborReader in = CheckedFile.read(KIND, 1, file);
        Secret key = Secret.wrap(in.readBytesExactly(KeystoreHeader.KEY_BYTES).toArray());
        in.end();
        return key;
    }
}
