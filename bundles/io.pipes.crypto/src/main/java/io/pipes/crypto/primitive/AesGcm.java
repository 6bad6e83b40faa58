// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.primitive;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM of the JDK under one key, on one reused {@link Cipher}. Output is ciphertext followed by a 16-byte tag.
 *
 * <p>Not thread-safe: one instance belongs to one direction of one lane, or to one call.
 *
 * <p>The JDK refuses to encrypt twice in a row under one nonce, which is a last net below the callers' counters and random salts; it
 * shows as an {@link IllegalStateException}, because only a mistake of this code can cause it.
 */
public final class AesGcm {
    public static final int KEY_BYTES = 32;
    public static final int NONCE_BYTES = 12;
    public static final int TAG_BYTES = 16;

    private static final byte[] NOTHING = new byte[0];

    private final SecretKeySpec key;
    private final Cipher cipher;

    /** @param key 32 bytes, copied */
    public AesGcm(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("an AES-256 key has 32 bytes");
        }
        this.key = new SecretKeySpec(key, "AES");
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no AES-GCM", e);
        }
    }

    /** Seals a whole array and returns ciphertext and tag. */
    public byte[] seal(byte[] nonce, byte[] aad, byte[] plaintext) {
        byte[] out = new byte[plaintext.length + TAG_BYTES];
        seal(nonce, aad, plaintext, 0, plaintext.length, out, 0);
        return out;
    }

    /**
     * Seals a region. Input and output may be the same region of the same array.
     *
     * @return bytes written: {@code length + 16}
     */
    public int seal(byte[] nonce, byte[] aad, byte[] in, int offset, int length, byte[] out, int outOffset) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
            cipher.updateAAD(aad);
            return cipher.doFinal(in, offset, length, out, outOffset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal: " + e.getMessage(), e);
        }
    }

    /** Opens a whole array. */
    public byte[] open(byte[] nonce, byte[] aad, byte[] ciphertext) throws GeneralSecurityException {
        if (ciphertext.length < TAG_BYTES) {
            throw new AEADBadTagException("shorter than a tag");
        }
        byte[] out = ciphertext.length == TAG_BYTES ? NOTHING : new byte[ciphertext.length - TAG_BYTES];
        open(nonce, aad, ciphertext, 0, ciphertext.length, out, 0);
        return out;
    }

    /**
     * Opens a region; nothing of the plaintext is written before the tag has been checked.
     *
     * @return bytes written: {@code length - 16}
     * @throws GeneralSecurityException the bytes are not what was sealed
     */
    public int open(byte[] nonce, byte[] aad, byte[] in, int offset, int length, byte[] out, int outOffset)
            throws GeneralSecurityException {
        if (length < TAG_BYTES) {
            throw new AEADBadTagException("shorter than a tag");
        }
        cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
        cipher.updateAAD(aad);
        return cipher.doFinal(in, offset, length, out, outOffset);
    }

    @Override
    public String toString() {
        return "AesGcm[***]";
    }
}
