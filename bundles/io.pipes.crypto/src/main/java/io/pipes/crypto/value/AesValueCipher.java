// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.value;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.crypto.primitive.AesGcm;
import io.pipes.spi.crypto.ValueCipher;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * Seals values under XAES-256-GCM with a random nonce. What it writes is a version byte, the nonce (24), ciphertext and tag (16).
 *
 * <p>The version byte is part of the authenticated data, and so is the place.
 */
public final class AesValueCipher implements ValueCipher {
    /** How many bytes sealing adds. */
    public static final int OVERHEAD = 1 + XAesGcm.NONCE_BYTES + AesGcm.TAG_BYTES;

    private static final byte VERSION = 1;

    private final XAesGcm cipher;
    private final Randomness randomness;

    /** @param key 32 bytes, copied */
    public AesValueCipher(byte[] key, Randomness randomness) {
        cipher = new XAesGcm(key);
        this.randomness = randomness;
    }

    @Override
    public Bytes seal(Bytes place, Bytes value) {
        byte[] nonce = randomness.bytes(XAesGcm.NONCE_BYTES);
        byte[] ciphertext = cipher.seal(nonce, aad(place), value.toArray());
        byte[] sealed = new byte[1 + nonce.length + ciphertext.length];
        sealed[0] = VERSION;
        System.arraycopy(nonce, 0, sealed, 1, nonce.length);
        System.arraycopy(ciphertext, 0, sealed, 1 + nonce.length, ciphertext.length);
        return Bytes.wrap(sealed);
    }

    @Override
    public Bytes open(Bytes place, Bytes sealed) throws MalformedException {
        if (sealed.size() < OVERHEAD || sealed.at(0) != VERSION) {
            throw new MalformedException("not a sealed value");
        }
        byte[] bytes = sealed.toArray();
        byte[] nonce = Arrays.copyOfRange(bytes, 1, 1 + XAesGcm.NONCE_BYTES);
        byte[] ciphertext = Arrays.copyOfRange(bytes, 1 + XAesGcm.NONCE_BYTES, bytes.length);
        try {
            return Bytes.wrap(cipher.open(nonce, aad(place), ciphertext));
        } catch (GeneralSecurityException e) {
            throw new MalformedException("sealed value does not open at its place");
        }
    }

    private static byte[] aad(Bytes place) {
        byte[] aad = new byte[1 + place.size()];
        aad[0] = VERSION;
        place.copyTo(aad, 1);
        return aad;
    }

    @Override
    public String toString() {
        return "AesValueCipher[***]";
    }
}
