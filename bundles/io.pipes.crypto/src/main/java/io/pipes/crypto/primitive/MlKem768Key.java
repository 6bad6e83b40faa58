// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.primitive;

import java.security.GeneralSecurityException;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;

/**
 * An ML-KEM-768 (FIPS 203) decapsulation key made from its 64-byte seed, and encapsulation to a peer's key.
 *
 * <p>Immutable and thread-safe. Keys live as seeds only: an expanded key that somebody hands over could lie about its parts.
 */
public final class MlKem768Key {
    public static final int SEED_BYTES = 64;
    public static final int PUBLIC_BYTES = 1184;
    public static final int CIPHERTEXT_BYTES = 1088;
    public static final int RANDOM_BYTES = 32;

    private final MLKEMPrivateKeyParameters key;

    /** @param seed d and z of FIPS 203, 64 random bytes */
    public MlKem768Key(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("an ML-KEM seed has 64 bytes");
        }
        key = new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, seed.clone());
    }

    public byte[] publicKey() {
        return key.getPublicKey();
    }

    /**
     * The 32-byte secret of a ciphertext. A ciphertext made for another key gives another secret and no error, as FIPS 203 wants it.
     *
     * @throws GeneralSecurityException the ciphertext is not 1,088 bytes
     */
    public byte[] decapsulate(byte[] ciphertext) throws GeneralSecurityException {
        if (ciphertext.length != CIPHERTEXT_BYTES) {
            throw new GeneralSecurityException("not an ML-KEM-768 ciphertext");
        }
        try {
            return new MLKEMExtractor(key).extractSecret(ciphertext);
        } catch (RuntimeException e) {
            throw new GeneralSecurityException("ML-KEM refused the ciphertext", e);
        }
    }

    /**
     * Makes a secret for the owner of a key.
     *
     * @param random 32 random bytes, never used twice
     * @throws GeneralSecurityException the key is not 1,184 bytes or has a coefficient out of range
     */
    public static Encapsulated encapsulate(byte[] publicKey, byte[] random) throws GeneralSecurityException {
        MLKEMPublicKeyParameters peer = parse(publicKey);
        if (random.length != RANDOM_BYTES) {
            throw new IllegalArgumentException("encapsulation needs 32 random bytes");
        }
        try {
            SecretWithEncapsulation made = MLKEMGenerator.internalGenerateEncapsulated(peer, random.clone());
            return new Encapsulated(made.getSecret(), made.getEncapsulation());
        } catch (RuntimeException e) {
            throw new GeneralSecurityException("ML-KEM refused the key", e);
        }
    }

    /** @throws GeneralSecurityException the key is not 1,184 bytes or has a coefficient out of range */
    public static void check(byte[] publicKey) throws GeneralSecurityException {
        parse(publicKey);
    }

    private static MLKEMPublicKeyParameters parse(byte[] publicKey) throws GeneralSecurityException {
        if (publicKey.length != PUBLIC_BYTES) {
            throw new GeneralSecurityException("not an ML-KEM-768 key");
        }
        try {
            // Makes the modulus check of FIPS 203, section 7.2.
            return new MLKEMPublicKeyParameters(MLKEMParameters.ml_kem_768, publicKey);
        } catch (RuntimeException e) {
            throw new GeneralSecurityException("ML-KEM refused the key", e);
        }
    }

    @Override
    public String toString() {
        return "MlKem768Key[***]";
    }
}
