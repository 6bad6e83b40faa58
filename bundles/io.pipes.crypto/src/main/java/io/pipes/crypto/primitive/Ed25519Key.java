// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.primitive;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * An Ed25519 private key, and the check of signatures.
 *
 * <p>Immutable and thread-safe. Bouncy Castle's code is used because it is several times faster than the JDK's and refuses what the
 * JDK of Java 17 lets through (a signature of 65 bytes).
 */
public final class Ed25519Key {
    public static final int SEED_BYTES = 32;
    public static final int PUBLIC_BYTES = 32;
    public static final int SIGNATURE_BYTES = 64;

    private final byte[] seed;
    private final byte[] publicKey = new byte[PUBLIC_BYTES];

    /** @param seed 32 random bytes, copied */
    public Ed25519Key(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("an Ed25519 seed has 32 bytes");
        }
        this.seed = seed.clone();
        Ed25519.generatePublicKey(this.seed, 0, publicKey, 0);
    }

    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** The X25519 secret with which the public key is the same point: the half of the seed's hash that signing uses, too (RFC 8032, 5.1.5). */
    public byte[] scalar() {
        byte[] hash = sha512().digest(seed);
        try {
            return Arrays.copyOf(hash, X25519Key.BYTES);
        } finally {
            Arrays.fill(hash, (byte) 0);
        }
    }

    private static MessageDigest sha512() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-512", e);
        }
    }

    /** @return 64 bytes, always the same for the same message */
    public byte[] sign(byte[] message) {
        byte[] signature = new byte[SIGNATURE_BYTES];
        Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
        return signature;
    }

    /** Whether the signature is right. Whatever the bytes are, the answer is true or false. */
    public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        if (publicKey.length != PUBLIC_BYTES || signature.length != SIGNATURE_BYTES) {
            return false;
        }
        try {
            return Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length);
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "Ed25519Key[***]";
    }
}
