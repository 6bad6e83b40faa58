// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.Bytes;
import io.pipes.base.Clock;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.spi.identity.LocalIdentity;
import java.util.List;

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
        Bytes salt = Bytes.wrap(randomness.bytes(Action.Genesis.SALT_BYTES));
        Candidate founder = Candidate.of(new NodeKeys(signer.publicKey(), linkKey), salt, identity);
        // The body does not name the founder's id, which follows from the network's and so from the body.
        NodeId none = NodeId.of(Bytes.wrap(new byte[NodeId.SIZE]));
        Newcomer first = new Newcomer(none, founder, identity.id(), identity.name());
        Action genesis = new Action.Genesis(name, salt, recoveryKey, first);
        Bytes body = OperationCodec.body(null, null, List.of(), clock.wallMillis(), genesis);
        NetworkId network = NetworkId.of(suite.hash(Label.NETWORK.bytes(), body));
        return new Founding(network, OperationCodec.envelope(body, signer.sign(Label.OPERATION, body)));
    }

    /** Reads and checks the first operation of a network. */
    static Operation check(CryptoSuite suite, NetworkId network, Bytes genesis) throws MalformedException {
        Operation operation = Operation.decode(suite, genesis);
        if (!(operation.action() instanceof Action.Genesis first)
                || !operation.network().equals(network)) {
            throw new MalformedException("not the genesis of this network");
        }
        operation.checkBinding(suite);
        if (!operation.isSignedBy(suite, first.founder().signingKey())) {
            throw new MalformedException("genesis is not signed by its founder");
        }
        return operation;
    }
}
