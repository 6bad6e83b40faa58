// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.primitive;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * An X25519 private key with its public key.
 *
 * <p>Immutable and thread-safe. Arrays are copied in; {@link #publicKey()} returns a copy.
 */
public final class X25519Key {
    public static final int BYTES = 32;

    private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

    private final byte[] secret;
    private final byte[] publicKey = new byte[BYTES];

    /** @param secret 32 random bytes, copied; clamping is part of the function */
    public X25519Key(byte[] secret) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("an X25519 key has 32 bytes");
        }
        this.secret = secret.clone();
        X25519.generatePublicKey(this.secret, 0, publicKey, 0);
    }

    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** Whether an agreement with this key can give a secret: it has 32 bytes and is not of small order. */
    public static boolean isPublicKey(byte[] key) {
        // Clamped scalars are multiples of eight, so any one of them tells points of small order apart.
        return key.length == BYTES && X25519.calculateAgreement(new byte[BYTES], 0, key, 0, new byte[BYTES], 0);
    }

    /**
     * Whether a public key is the same point as an Ed25519 key, but for its sign: {@code u = (1 + y) / (1 - y)} (RFC 7748, 4.1). Whoever
     * signs with the one can agree with the other.
     */
    public static boolean isSamePoint(byte[] key, byte[] ed25519) {
        if (!isPublicKey(key) || ed25519.length != Ed25519Key.PUBLIC_BYTES) {
            return false;
        }
        byte[] unsigned = ed25519.clone();
        unsigned[BYTES - 1] &= 0x7f;
        BigInteger u = number(key);
        BigInteger y = number(unsigned);
        boolean canonical = u.compareTo(PRIME) < 0 && y.compareTo(PRIME) < 0 && !y.equals(BigInteger.ONE);
        BigInteger difference = u.multiply(BigInteger.ONE.subtract(y)).subtract(BigInteger.ONE.add(y));
        return canonical && difference.mod(PRIME).signum() == 0;
    }

    private static BigInteger number(byte[] littleEndian) {
        byte[] reversed = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            reversed[i] = littleEndian[BYTES - 1 - i];
        }
        return new BigInteger(1, reversed);
    }

    /**
     * The 32-byte shared secret with a peer's public key.
     *
     * @throws GeneralSecurityException the key is not 32 bytes, or of small order, which makes the secret zero whoever computes it
     */
    public byte[] agree(byte[] peer) throws GeneralSecurityException {
        if (peer.length != BYTES) {
            throw new GeneralSecurityException("not an X25519 public key");
        }
        byte[] shared = new byte[BYTES];
        if (!X25519.calculateAgreement(secret, 0, peer, 0, shared, 0)) {
            throw new GeneralSecurityException("X25519 gave an all-zero secret");
        }
        return shared;
    }

    @Override
    public String toString() {
        return "X25519Key[***]";
    }
}
