// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.value;

import io.pipes.crypto.primitive.AesGcm;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * XAES-256-GCM: AES-256-GCM with a nonce of 24 bytes, the first half of which makes the key of the message (NIST SP 800-108 with CMAC).
 *
 * <p>Why: random nonces of 12 bytes may be drawn for 2^32 messages at most, which a store that lives for years can exceed; random nonces
 * of 24 bytes never repeat in practice.
 *
 * <p>Not thread-safe.
 */
final class XAesGcm {
    static final int NONCE_BYTES = 24;

    private static final int BLOCK = 16;
    private static final int REDUCTION = 0x87;

    private final Cipher block;
    private final byte[] subkey;

    /** @param key 32 bytes, copied */
    XAesGcm(byte[] key) {
        try {
            // ECB of single blocks is the bare block cipher, which is what CMAC is built of.
            block = Cipher.getInstance("AES/ECB/NoPadding");
            block.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
            subkey = doubled(block.doFinal(new byte[BLOCK]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no AES", e);
        }
    }

    byte[] seal(byte[] nonce, byte[] aad, byte[] plaintext) {
        return cipher(nonce).seal(tail(nonce), aad, plaintext);
    }

    byte[] open(byte[] nonce, byte[] aad, byte[] ciphertext) throws GeneralSecurityException {
        return cipher(nonce).open(tail(nonce), aad, ciphertext);
    }

    private AesGcm cipher(byte[] nonce) {
        byte[] key = new byte[AesGcm.KEY_BYTES];
        half(key, 1, nonce);
        half(key, 2, nonce);
        AesGcm cipher = new AesGcm(key);
        Arrays.fill(key, (byte) 0);
        return cipher;
    }

    private void half(byte[] key, int number, byte[] nonce) {
        byte[] input = new byte[BLOCK];
        input[1] = (byte) number;
        input[2] = 'X';
        System.arraycopy(nonce, 0, input, 4, AesGcm.NONCE_BYTES);
        for (int i = 0; i < BLOCK; i++) {
            input[i] ^= subkey[i];
        }
        try {
            block.doFinal(input, 0, BLOCK, key, (number - 1) * BLOCK);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no AES", e);
        }
    }

    private static byte[] tail(byte[] nonce) {
        return Arrays.copyOfRange(nonce, AesGcm.NONCE_BYTES, NONCE_BYTES);
    }

    /** Multiplication by x in the field of CMAC. */
    private static byte[] doubled(byte[] value) {
        byte[] out = new byte[BLOCK];
        int carry = 0;
        for (int i = BLOCK - 1; i >= 0; i--) {
            out[i] = (byte) (value[i] << 1 | carry);
            carry = value[i] >>> 7 & 1;
        }
        out[BLOCK - 1] ^= (byte) (-carry & REDUCTION);
        return out;
    }
}
