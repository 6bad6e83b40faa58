// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NetworkId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.identity.IdentityGenesis;
import io.pipes.spi.identity.LocalIdentity;

/**
 * A node that could be added: its keys and whose it is.
 *
 * @param identityGenesis the first entry of its identity's log, at most {@link IdentityGenesis#MAX_BYTES}
 * @param binding the identity's signature over the keys
 */
public record Candidate(NodeKeys keys, Bytes identityGenesis, Bytes binding) {
    static final int MAX_SIGNATURE_BYTES = 128;

    /** How many items it is in an array. */
    public static final int ITEMS = 4;

    /** Lets an identity say that these keys are a node of its own. */
    public static Candidate of(NodeKeys keys, Bytes context, LocalIdentity identity) {
        return new Candidate(keys, identity.genesis(), identity.sign(Label.NODE_BINDING, keys.binding(context)));
    }

    /** As {@link #of(NodeKeys, Bytes, LocalIdentity)} for a network that exists. */
    public static Candidate of(NodeKeys keys, NetworkId network, LocalIdentity identity) {
        return of(keys, network.bytes(), identity);
    }

    /** The identity, once its signature has been checked. */
    public IdentityGenesis check(CryptoSuite suite, Bytes context) throws MalformedException {
        IdentityGenesis genesis = IdentityGenesis.decode(identityGenesis);
        if (!suite.verify(genesis.rootKey(), Label.NODE_BINDING, keys.binding(context), binding)) {
            throw new MalformedException("the identity did not sign the node's keys");
        }
        return genesis;
    }

    /** Writes {@link #ITEMS} items. */
    public void write(CborWriter out) {
        keys.write(out);
        out.writeBytes(identityGenesis).writeBytes(binding);
    }

    /** Reads what {@link #write} wrote, without a check of the signature. */
    public static Candidate read(CborReader in) throws MalformedException {
        return new Candidate(
                NodeKeys.read(in), in.readBytes(IdentityGenesis.MAX_BYTES), in.readBytes(MAX_SIGNATURE_BYTES));
    }
}
