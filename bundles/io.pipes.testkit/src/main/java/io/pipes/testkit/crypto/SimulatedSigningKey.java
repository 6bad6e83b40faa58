// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.crypto;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.SigningKey;

/** Signs by hashing under its secret; the suite verifies because it finds the secret by the public key. */
final class SimulatedSigningKey implements SigningKey {
    private final byte[] secret;
    private final Bytes publicKey;

    SimulatedSigningKey(SimulatedKeys keys, byte[] secret) {
        this.secret = secret;
        publicKey = keys.publicOf(secret);
    }

    static Bytes sign(byte[] secret, Label label, Bytes message) {
        return Bytes.wrap(new KeyedHash(8, 8)
                .add(secret)
                .add(label.ordinal())
                .add(message.toArray())
                .bytes());
    }

    @Override
    public Bytes publicKey() {
        return publicKey;
    }

    @Override
    public Secret secret() {
        return Secret.copyOf(secret);
    }

    @Override
    public Bytes sign(Label label, Bytes message) {
        return sign(secret, label, message);
    }

    @Override
    public String toString() {
        return "SimulatedSigningKey[***]";
    }
}
