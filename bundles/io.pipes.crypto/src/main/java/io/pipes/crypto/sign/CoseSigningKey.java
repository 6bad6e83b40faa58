// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.sign;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.Secret;
import io.pipes.crypto.primitive.Ed25519Key;
import io.pipes.spi.crypto.SigningKey;

/** An Ed25519 key that signs COSE_Sign1 structures. Immutable and thread-safe. */
public final class CoseSigningKey implements SigningKey {
    private final byte[] seed;
    private final Ed25519Key key;

    /** @param seed 32 bytes, taken over */
    public CoseSigningKey(byte[] seed) {
        this.seed = seed;
        key = new Ed25519Key(seed);
    }

    @Override
    public Bytes publicKey() {
        return Bytes.wrap(key.publicKey());
    }

    @Override
    public Secret secret() {
        return Secret.copyOf(seed);
    }

    @Override
    public Bytes sign(Label label, Bytes message) {
        return CoseSign1.wrap(key.sign(CoseSign1.signed(label, message)));
    }

    @Override
    public String toString() {
        return "CoseSigningKey[***]";
    }
}
