// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.hpke;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.pipes.crypto.primitive.Encapsulated;
import io.pipes.crypto.primitive.X25519Key;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/** DHKEM(X25519, HKDF-SHA256) of RFC 9180, which has published vectors; only there to prove the key schedule. */
final class DhKemX25519 implements Kem {
    private final LabeledHkdf hkdf = new LabeledHkdf(ByteBuffer.allocate(5)
            .put("KEM".getBytes(US_ASCII))
            .putShort((short) id())
            .array());

    @Override
    public int id() {
        return 0x20;
    }

    @Override
    public int ciphertextBytes() {
        return X25519Key.BYTES;
    }

    @Override
    public Encapsulated encapsulate(byte[] recipient, byte[] random) throws GeneralSecurityException {
        X25519Key ephemeral = new X25519Key(random);
        byte[] secret = secret(ephemeral.agree(recipient), ephemeral.publicKey(), recipient);
        return new Encapsulated(secret, ephemeral.publicKey());
    }

    @Override
    public byte[] decapsulate(byte[] secret, byte[] ciphertext) throws GeneralSecurityException {
        X25519Key key = new X25519Key(secret);
        return secret(key.agree(ciphertext), ciphertext, key.publicKey());
    }

    private byte[] secret(byte[] agreed, byte[] ephemeral, byte[] recipient) {
        byte[] context = Arrays.copyOf(ephemeral, ephemeral.length + recipient.length);
        System.arraycopy(recipient, 0, context, ephemeral.length, recipient.length);
        return hkdf.expand(hkdf.extract(new byte[0], "eae_prk", agreed), "shared_secret", context, 32);
    }
}
