// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.Bytes;
import io.pipes.base.Interner;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.SigningKey;

/**
 * A node's box key, signed by the node. It stands beside the log, because it is large and only the newest one counts.
 *
 * @param version the higher one replaces the lower one; 1 or more
 * @param boxKey as the suite makes it, at most {@link #MAX_KEY_BYTES}
 */
public record Prekey(NetworkId network, NodeId node, long version, Bytes boxKey, Bytes signature) {
    private static final Interner<Prekey> SHARED = new Interner<>();

    public static final int MAX_KEY_BYTES = 2_048;

    /** The longest encoding, in bytes. */
    public static final int MAX_BYTES = MAX_KEY_BYTES + 256;

    public static Prekey sign(NetworkId network, NodeId node, long version, Bytes boxKey, SigningKey signer) {
        Bytes signature = signer.sign(Label.PREKEY, body(network, node, version, boxKey));
        return new Prekey(network, node, version, boxKey, signature);
    }

    public boolean isSignedBy(CryptoSuite suite, Bytes signingKey) {
        return suite.verify(signingKey, Label.PREKEY, body(network, node, version, boxKey), signature);
    }

    public Bytes encode() {
        return new CborWriter()
                .writeArray(2)
                .writeBytes(body(network, node, version, boxKey))
                .writeBytes(signature)
                .toBytes();
    }

    public static Prekey decode(Bytes encoded) throws MalformedException {
        if (encoded.size() > MAX_BYTES) {
            throw new MalformedException("prekey is too long");
        }
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(2);
        CborReader body = new CborReader(in.readBytes(MAX_BYTES));
        Bytes signature = in.readBytes(Candidate.MAX_SIGNATURE_BYTES);
        in.end();
        body.readArrayExactly(4);
        Prekey prekey = new Prekey(
                NetworkId.read(body),
                NodeId.read(body),
                body.readLong(1, Long.MAX_VALUE),
                body.readBytes(MAX_KEY_BYTES),
                signature);
        body.end();
        return SHARED.one(prekey);
    }

    /** An honest node uses a version once. */
    @Override
    public int hashCode() {
        return 31 * node.hashCode() + Long.hashCode(version);
    }

    private static Bytes body(NetworkId network, NodeId node, long version, Bytes boxKey) {
        return new CborWriter()
                .writeArray(4)
                .writeBytes(network.bytes())
                .writeBytes(node.bytes())
                .writeUnsigned(version)
                .writeBytes(boxKey)
                .toBytes();
    }
}
