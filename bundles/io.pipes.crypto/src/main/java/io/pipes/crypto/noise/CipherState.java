// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.noise;

import io.pipes.crypto.primitive.AesGcm;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

/** A key with its message counter, as section 5.1 of the Noise specification has it. Lives for one handshake. */
final class CipherState {
    private final AesGcm cipher;
    private long counter;

    CipherState(byte[] key) {
        cipher = new AesGcm(key);
    }

    byte[] encrypt(byte[] aad, byte[] plaintext) {
        return cipher.seal(nonce(counter++), aad, plaintext);
    }

    /** The counter only moves when the bytes were right. */
    byte[] decrypt(byte[] aad, byte[] ciphertext) throws GeneralSecurityException {
        byte[] plaintext = cipher.open(nonce(counter), aad, ciphertext);
        counter++;
        return plaintext;
    }

    private static byte[] nonce(long counter) {
        return ByteBuffer.allocate(AesGcm.NONCE_BYTES)
                .putInt(0)
                .putLong(counter)
                .array();
    }
}
