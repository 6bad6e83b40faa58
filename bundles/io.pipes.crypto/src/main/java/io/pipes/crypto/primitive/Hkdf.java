// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.primitive;

import javax.crypto.Mac;

/** HKDF with SHA-256 (RFC 5869). Every method may be called from any thread. */
public final class Hkdf {
    /** What one key can be expanded to at most. */
    public static final int MAX_BYTES = 255 * Sha256.BYTES;

    private Hkdf() {}

    /** @return the 32-byte pseudorandom key */
    public static byte[] extract(byte[] salt, byte[]... secret) {
        return Sha256.hmac(salt, secret);
    }

    /**
     * @param length 1 to {@link #MAX_BYTES}
     * @throws IllegalArgumentException a length outside these bounds
     */
    public static byte[] expand(byte[] key, byte[] info, int length) {
        if (length < 1 || length > MAX_BYTES) {
            throw new IllegalArgumentException("HKDF expands to 1.." + MAX_BYTES + " bytes");
        }
        Mac mac = Sha256.mac(key);
        byte[] out = new byte[length];
        byte[] block = new byte[0];
        for (int done = 0, counter = 1; done < length; counter++) {
            mac.update(block);
            mac.update(info);
            mac.update((byte) counter);
            block = mac.doFinal();
            int part = Math.min(block.length, length - done);
            System.arraycopy(block, 0, out, done, part);
            done += part;
        }
        return out;
    }

    /** Extract and expand in one step. */
    public static byte[] derive(byte[] salt, byte[] secret, byte[] info, int length) {
        return expand(extract(salt, secret), info, length);
    }
}
