// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.hpke;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.pipes.crypto.primitive.AesGcm;
import io.pipes.crypto.primitive.Encapsulated;
import io.pipes.crypto.primitive.Sha256;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * Seals one message to one key in base mode with HKDF-SHA256 and AES-256-GCM. A sealed message is the encapsulation followed by the
 * ciphertext.
 *
 * <p>Immutable and thread-safe.
 */
public final class Hpke {
    private static final short KDF_HKDF_SHA256 = 1;
    private static final short AEAD_AES_256_GCM = 2;
    private static final byte MODE_BASE = 0;
    private static final byte[] NOTHING = new byte[0];

    private final Kem kem;
    private final LabeledHkdf hkdf;

    public Hpke(Kem kem) {
        this.kem = kem;
        hkdf = new LabeledHkdf(ByteBuffer.allocate(10)
                .put("HPKE".getBytes(US_ASCII))
                .putShort((short) kem.id())
                .putShort(KDF_HKDF_SHA256)
                .putShort(AEAD_AES_256_GCM)
                .array());
    }

    /** How many bytes sealing adds. */
    public int overhead() {
        return kem.ciphertextBytes() + AesGcm.TAG_BYTES;
    }

    /** @throws GeneralSecurityException the recipient's key is refused */
    public byte[] seal(byte[] recipient, byte[] info, byte[] aad, byte[] plaintext, byte[] random)
            throws GeneralSecurityException {
        Encapsulated encapsulated = kem.encapsulate(recipient, random);
        HpkeContext context = context(encapsulated.secret(), info);
        byte[] ciphertext = context.seal(0, aad, plaintext);
        byte[] sealed = Arrays.copyOf(encapsulated.ciphertext(), kem.ciphertextBytes() + ciphertext.length);
        System.arraycopy(ciphertext, 0, sealed, kem.ciphertextBytes(), ciphertext.length);
        return sealed;
    }

    /** @throws GeneralSecurityException made for another key, with other info or aad, or changed since */
    public byte[] open(byte[] secret, byte[] info, byte[] aad, byte[] sealed) throws GeneralSecurityException {
        if (sealed.length < overhead()) {
            throw new GeneralSecurityException("box is too short");
        }
        byte[] shared = kem.decapsulate(secret, Arrays.copyOf(sealed, kem.ciphertextBytes()));
        return context(shared, info).open(0, aad, Arrays.copyOfRange(sealed, kem.ciphertextBytes(), sealed.length));
    }

    /** The key schedule of RFC 9180, section 5.1. */
    HpkeContext context(byte[] shared, byte[] info) {
        byte[] pskIdHash = hkdf.extract(NOTHING, "psk_id_hash", NOTHING);
        byte[] infoHash = hkdf.extract(NOTHING, "info_hash", info);
        byte[] context = ByteBuffer.allocate(1 + 2 * Sha256.BYTES)
                .put(MODE_BASE)
                .put(pskIdHash)
                .put(infoHash)
                .array();
        byte[] secret = hkdf.extract(shared, "secret", NOTHING);
        return new HpkeContext(
                hkdf.expand(secret, "key", context, AesGcm.KEY_BYTES),
                hkdf.expand(secret, "base_nonce", context, AesGcm.NONCE_BYTES));
    }
}
