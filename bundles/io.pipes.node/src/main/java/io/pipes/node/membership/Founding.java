// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.Bytes;
import io.pipes.base.Clock;
import io.pipes.base.Randomness;
import io.pipes.base.id.NetworkId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.spi.identity.LocalIdentity;

/**
 * A network that is about to begin. It needs no store, because the store's place may depend on the network's id.
 *
 * @param genesis the first operation with its signature, for {@link Ledger#begin}
 */
public record Founding(NetworkId network, Bytes genesis) {
    /**
     * @param name what people call the network, as {@code IdentityGenesis.isName} allows
     * @param recoveryKey the public signing key that is kept offline, 32 bytes
     */
    public static Founding of(
            CryptoSuite suite,
            Clock clock,
            Randomness randomness,
            String name,
            LocalIdentity identity,
            SigningKey signer,
            Bytes linkKey,
            Bytes recoveryKey) {
        throw new UnsupportedOperationException();
    }
}
