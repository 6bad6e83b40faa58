// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.hpke;

import io.pipes.crypto.primitive.AesGcm;
import java.security.GeneralSecurityException;

/** Key and base nonce that both sides of one encapsulation share. */
final class HpkeContext {
    private final AesGcm cipher;
    private final byte[] baseNonce;

    HpkeContext(byte[] key, byte[] baseNonce) {
        cipher = new AesGcm(key);
        this.baseNonce = baseNonce;
    }

    byte[] seal(long sequence, byte[] aad, byte[] plaintext) {
        return cipher.seal(nonce(sequence), aad, plaintext);
    }

    byte[] open(long sequence, byte[] aad, byte[] ciphertext) throws GeneralSecurityException {
        return cipher.open(nonce(sequence), aad, ciphertext);
    }

    private byte[] nonce(long sequence) {
        byte[] nonce = baseNonce.clone();
        for (int i = 0; i < Long.BYTES; i++) {
            nonce[nonce.length - 1 - i] ^= (byte) (sequence >>> (8 * i));
        }
        return nonce;
    }
}
