// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.Bytes;
import io.pipes.base.Clock;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.spi.storage.PacketStore;

/**
 * What a ledger needs of the node it belongs to.
 *
 * @param clock for the information when an operation was made; no rule looks at it
 * @param store its stages complete on the node's loop, where the ledger lives
 * @param signer the node's signing key
 * @param linkKey the public half of the node's link key, 32 bytes
 */
public record LocalNode(CryptoSuite suite, Clock clock, PacketStore store, SigningKey signer, Bytes linkKey) {
    public NodeKeys keys() {
        return new NodeKeys(signer.publicKey(), linkKey);
    }
}
