// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.noise;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pipes.crypto.primitive.Hkdf;
import io.pipes.crypto.primitive.Sha256;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Chaining key, transcript hash and current key, as section 5.2 of the Noise specification has them. */
final class SymmetricState {
    private static final byte[] NOTHING = new byte[0];

    private byte[] chainingKey;
    private byte[] hash;
    private @Nullable CipherState cipher;

    SymmetricState(String protocolName) {
        byte[] name = protocolName.getBytes(UTF_8);
        hash = name.length <= Sha256.BYTES ? Arrays.copyOf(name, Sha256.BYTES) : Sha256.hash(name);
        chainingKey = hash;
    }

    boolean hasKey() {
        return cipher != null;
    }

    void mixHash(byte[] data) {
        hash = Sha256.hash(hash, data);
    }

    void mixKey(byte[] secret) {
        byte[] out = chain(secret, 2);
        chainingKey = part(out, 0);
        cipher = new CipherState(part(out, 1));
    }

    void mixKeyAndHash(byte[] secret) {
        byte[] out = chain(secret, 3);
        chainingKey = part(out, 0);
        mixHash(part(out, 1));
        cipher = new CipherState(part(out, 2));
    }

    byte[] encryptAndHash(byte[] plaintext) {
        byte[] sent = cipher == null ? plaintext : cipher.encrypt(hash, plaintext);
        mixHash(sent);
        return sent;
    }

    byte[] decryptAndHash(byte[] received) throws GeneralSecurityException {
        byte[] plaintext = cipher == null ? received : cipher.decrypt(hash, received);
        mixHash(received);
        return plaintext;
    }

    /** The keys of both directions and the transcript hash; afterwards this state is of no use. */
    Split split() {
        byte[] out = chain(NOTHING, 2);
        Split split = new Split(part(out, 0), part(out, 1), hash);
        chainingKey = NOTHING;
        cipher = null;
        return split;
    }

    private byte[] chain(byte[] secret, int parts) {
        return Hkdf.derive(chainingKey, secret, NOTHING, parts * Sha256.BYTES);
    }

    private static byte[] part(byte[] out, int index) {
        return Arrays.copyOfRange(out, index * Sha256.BYTES, (index + 1) * Sha256.BYTES);
    }
}
