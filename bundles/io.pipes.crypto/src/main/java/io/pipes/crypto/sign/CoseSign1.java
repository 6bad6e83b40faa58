// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.sign;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.cbor.CborWriter;
import io.pipes.crypto.primitive.Ed25519Key;
import java.util.Arrays;

/**
 * The bytes of a signature. Everything but the signature itself is fixed, so there is one encoding and nothing to parse:
 *
 * <pre>
 *   84               array of 4
 *     43 a1 01 27    protected header {1 (alg): -8 (EdDSA)}
 *     a0             no unprotected header
 *     f6             the payload is detached
 *     58 40 ...      64 bytes of Ed25519 over ["Signature1", protected header, label, payload]
 * </pre>
 */
public final class CoseSign1 {
    private static final byte[] PROTECTED = {(byte) 0xa1, 0x01, 0x27};
    private static final byte[] PREFIX = {
        (byte) 0x84, 0x43, (byte) 0xa1, 0x01, 0x27, (byte) 0xa0, (byte) 0xf6, 0x58, 0x40
    };

    /** How long every signature is. */
    public static final int BYTES = 9 + Ed25519Key.SIGNATURE_BYTES;

    private CoseSign1() {}

    static Bytes wrap(byte[] signature) {
        byte[] structure = Arrays.copyOf(PREFIX, BYTES);
        System.arraycopy(signature, 0, structure, PREFIX.length, signature.length);
        return Bytes.wrap(structure);
    }

    /** What is really signed. */
    static byte[] signed(Label label, Bytes payload) {
        return new CborWriter(payload.size() + 64)
                .writeArray(4)
                .writeText("Signature1")
                .writeBytes(PROTECTED)
                .writeBytes(label.bytes())
                .writeBytes(payload)
                .toByteArray();
    }

    /** Whether these bytes are a signature by that key; whatever they are, the answer is true or false. */
    public static boolean verify(Bytes publicKey, Label label, Bytes payload, Bytes structure) {
        if (structure.size() != BYTES || publicKey.size() != Ed25519Key.PUBLIC_BYTES) {
            return false;
        }
        byte[] bytes = structure.toArray();
        if (!Arrays.equals(bytes, 0, PREFIX.length, PREFIX, 0, PREFIX.length)) {
            return false;
        }
        byte[] signature = Arrays.copyOfRange(bytes, PREFIX.length, BYTES);
        return Ed25519Key.verify(publicKey.toArray(), signed(label, payload), signature);
    }
}
