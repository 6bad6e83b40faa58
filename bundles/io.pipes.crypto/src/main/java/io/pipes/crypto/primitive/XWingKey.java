// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.primitive;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHAKEDigest;

/**
 * X-Wing (draft-connolly-cfrg-xwing-kem): ML-KEM-768 and X25519 in one key, safe while either of them is.
 *
 * <p>Immutable and thread-safe.
 */
public final class XWingKey {
    public static final int SEED_BYTES = 32;
    public static final int PUBLIC_BYTES = MlKem768Key.PUBLIC_BYTES + X25519Key.BYTES;
    public static final int CIPHERTEXT_BYTES = MlKem768Key.CIPHERTEXT_BYTES + X25519Key.BYTES;
    public static final int RANDOM_BYTES = MlKem768Key.RANDOM_BYTES + X25519Key.BYTES;

    /** {@code \./} and {@code /^\}: the draft's label. */
    private static final byte[] LABEL = {0x5c, 0x2e, 0x2f, 0x2f, 0x5e, 0x5c};

    private final MlKem768Key lattice;
    private final X25519Key curve;

    /** @param seed 32 random bytes */
    public XWingKey(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("an X-Wing seed has 32 bytes");
        }
        byte[] expanded = expand(seed);
        lattice = new MlKem768Key(Arrays.copyOf(expanded, MlKem768Key.SEED_BYTES));
        curve = new X25519Key(Arrays.copyOfRange(expanded, MlKem768Key.SEED_BYTES, expanded.length));
        Arrays.fill(expanded, (byte) 0);
    }

    /** @return 1,216 bytes */
    public byte[] publicKey() {
        return join(lattice.publicKey(), curve.publicKey());
    }

    /** @throws GeneralSecurityException the ciphertext is not 1,120 bytes, or holds a point of small order */
    public byte[] decapsulate(byte[] ciphertext) throws GeneralSecurityException {
        if (ciphertext.length != CIPHERTEXT_BYTES) {
            throw new GeneralSecurityException("not an X-Wing ciphertext");
        }
        byte[] point = Arrays.copyOfRange(ciphertext, MlKem768Key.CIPHERTEXT_BYTES, CIPHERTEXT_BYTES);
        byte[] first = lattice.decapsulate(Arrays.copyOf(ciphertext, MlKem768Key.CIPHERTEXT_BYTES));
        return combine(first, curve.agree(point), point, curve.publicKey());
    }

    /**
     * @param random 64 random bytes, never used twice
     * @throws GeneralSecurityException the key is not 1,216 bytes, or one of its halves is refused
     */
    public static Encapsulated encapsulate(byte[] publicKey, byte[] random) throws GeneralSecurityException {
        if (publicKey.length != PUBLIC_BYTES) {
            throw new GeneralSecurityException("not an X-Wing key");
        }
        if (random.length != RANDOM_BYTES) {
            throw new IllegalArgumentException("encapsulation needs 64 random bytes");
        }
        byte[] point = Arrays.copyOfRange(publicKey, MlKem768Key.PUBLIC_BYTES, PUBLIC_BYTES);
        Encapsulated first = MlKem768Key.encapsulate(
                Arrays.copyOf(publicKey, MlKem768Key.PUBLIC_BYTES), Arrays.copyOf(random, MlKem768Key.RANDOM_BYTES));
        var ephemeral = new X25519Key(Arrays.copyOfRange(random, MlKem768Key.RANDOM_BYTES, RANDOM_BYTES));
        byte[] secret = combine(first.secret(), ephemeral.agree(point), ephemeral.publicKey(), point);
        return new Encapsulated(secret, join(first.ciphertext(), ephemeral.publicKey()));
    }

    private static byte[] combine(byte[] first, byte[] second, byte[] ephemeral, byte[] recipient) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA3-256");
            digest.update(first);
            digest.update(second);
            digest.update(ephemeral);
            digest.update(recipient);
            return digest.digest(LABEL);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA3-256", e);
        }
    }

    private static byte[] expand(byte[] seed) {
        var shake = new SHAKEDigest(256);
        shake.update(seed, 0, seed.length);
        byte[] out = new byte[MlKem768Key.SEED_BYTES + X25519Key.BYTES];
        shake.doFinal(out, 0, out.length);
        return out;
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] out = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, out, first.length, second.length);
        return out;
    }

    @Override
    public String toString() {
        return "XWingKey[***]";
    }
}
