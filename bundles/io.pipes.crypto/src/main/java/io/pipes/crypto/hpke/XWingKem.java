// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.hpke;

import io.pipes.crypto.primitive.Encapsulated;
import io.pipes.crypto.primitive.XWingKey;
import java.security.GeneralSecurityException;

/** X-Wing, number 0x647a. Encapsulation wants {@link XWingKey#RANDOM_BYTES} random bytes. */
public final class XWingKem implements Kem {
    @Override
    public int id() {
        return 0x647a;
    }

    @Override
    public int ciphertextBytes() {
        return XWingKey.CIPHERTEXT_BYTES;
    }

    @Override
    public Encapsulated encapsulate(byte[] recipient, byte[] random) throws GeneralSecurityException {
        return XWingKey.encapsulate(recipient, random);
    }

    @Override
    public byte[] decapsulate(byte[] secret, byte[] ciphertext) throws GeneralSecurityException {
        return new XWingKey(secret).decapsulate(ciphertext);
    }
}
