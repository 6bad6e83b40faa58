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
import io.pipes.spi.crypto.SigningKey;

/**
 * Shows that a successor holds the secrets of both its keys and takes this node's place with them. Everybody may name a successor, so
 * without this everybody could claim the keys of another one's.
 *
 * @param signature by the node's signing key, at most {@link Candidate#MAX_SIGNATURE_BYTES}
 * @param linkSigner the public half of the signing key whose link key is the node's (see {@link CryptoSuite#linkKeyOf}), 32 bytes
 * @param linkSignature by that key, at most {@link Candidate#MAX_SIGNATURE_BYTES}
 */
record Possession(Bytes signature, Bytes linkSigner, Bytes linkSignature) {
    /** How many items it is in an array. */
    static final int ITEMS = 3;

    /** @param old whose place is taken */
    static Possession of(NodeKeys keys, NetworkId network, NodeId old, SigningKey signer, SigningKey linkSigner) {
        Bytes message = message(keys, network, old);
        return new Possession(
                signer.sign(Label.NODE_SUCCESSION, message),
                linkSigner.publicKey(),
                linkSigner.sign(Label.NODE_SUCCESSION, message));
    }

    /** Fails unless both keys were used for just this. */
    void check(CryptoSuite suite, NodeKeys keys, NetworkId network, NodeId old) throws MalformedException {
        Bytes message = message(keys, network, old);
        if (!suite.verify(keys.signingKey(), Label.NODE_SUCCESSION, message, signature)
                || !suite.isLinkKeyOf(keys.linkKey(), linkSigner)
                || !suite.verify(linkSigner, Label.NODE_SUCCESSION, message, linkSignature)) {
            throw new MalformedException("the successor does not show that it holds its keys");
        }
    }

    private static Bytes message(NodeKeys keys, NetworkId network, NodeId old) {
        return new CborWriter()
                .writeArray(4)
                .writeBytes(network.bytes())
                .writeBytes(old.bytes())
                .writeBytes(keys.signingKey())
                .writeBytes(keys.linkKey())
                .toBytes();
    }

    /** Writes {@link #ITEMS} items. */
    void write(CborWriter out) {
        out.writeBytes(signature).writeBytes(linkSigner).writeBytes(linkSignature);
    }

    /** Reads what {@link #write} wrote, without a check of the signatures. */
    static Possession read(CborReader in) throws MalformedException {
        return new Possession(
                in.readBytes(Candidate.MAX_SIGNATURE_BYTES),
                in.readBytesExactly(NodeKeys.KEY_BYTES),
                in.readBytes(Candidate.MAX_SIGNATURE_BYTES));
    }
}
