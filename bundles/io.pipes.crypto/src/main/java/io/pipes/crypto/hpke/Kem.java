// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.hpke;

import io.pipes.crypto.primitive.Encapsulated;
import java.security.GeneralSecurityException;

/** A key encapsulation as HPKE uses it. */
public interface Kem {
    /** Its number in the HPKE registry. */
    int id();

    int ciphertextBytes();

    /** @param random as many fresh random bytes as the encapsulation wants, see its class */
    Encapsulated encapsulate(byte[] recipient, byte[] random) throws GeneralSecurityException;

    /** @param secret what the recipient keeps: the seed of its key */
    byte[] decapsulate(byte[] secret, byte[] ciphertext) throws GeneralSecurityException;
}
