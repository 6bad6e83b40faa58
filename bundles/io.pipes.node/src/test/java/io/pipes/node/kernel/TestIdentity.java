// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.Randomness;
import io.pipes.base.id.IdentityId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.spi.identity.IdentityGenesis;
import io.pipes.spi.identity.LocalIdentity;

/** An identity with a real key. */
record TestIdentity(IdentityId id, String name, Bytes genesis, SigningKey root) implements LocalIdentity {
    static TestIdentity make(CryptoSuite suite, Randomness randomness, String name) {
        SigningKey root = suite.newSigningKey(randomness);
        Bytes genesis = new IdentityGenesis(root.publicKey(), name, Bytes.wrap(randomness.bytes(16))).encode();
        return new TestIdentity(IdentityGenesis.idOf(suite, genesis), name, genesis, root);
    }

    @Override
    public Bytes sign(Label label, Bytes message) {
        return root.sign(label, message);
    }
}
