// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.spi.crypto.CryptoSuite;

/**
 * The two public keys that make a node; with its network they are its id.
 *
 * @param signingKey 32 bytes
 * @param linkKey 32 bytes
 */
public record NodeKeys(Bytes signingKey, Bytes linkKey) {
    static final int KEY_BYTES = 32;

    public NodeKeys {
        if (signingKey.size() != KEY_BYTES || linkKey.size() != KEY_BYTES) {
            throw new IllegalArgumentException("A public key has " + KEY_BYTES + " bytes");
        }
    }

    public NodeId id(CryptoSuite suite, NetworkId network) {
        return NodeId.of(suite.hash(Label.NODE.bytes(), network.bytes(), signingKey, linkKey));
    }

    /**
     * What an identity signs under {@link Label#NODE_BINDING} to say that a node with these keys is its own.
     *
     * @param context the network's id; in a genesis, which makes that id, its salt
     */
    public Bytes binding(Bytes context) {
        CborWriter out = new CborWriter();
        return out.writeArray(3)
                .writeBytes(context)
                .writeBytes(signingKey)
                .writeBytes(linkKey)
                .toBytes();
    }

    void write(CborWriter out) {
        out.writeBytes(signingKey).writeBytes(linkKey);
    }

    static NodeKeys read(CborReader in) throws MalformedException {
        return new NodeKeys(in.readBytesExactly(KEY_BYTES), in.readBytesExactly(KEY_BYTES));
    }
}
