// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.Bytes;
import io.pipes.base.Interner;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.spi.node.Membership;
import java.util.List;
import java.util.Optional;

/**
 * One signed entry of the log.
 *
 * @param network in a genesis not written, since it follows from it
 * @param author in a genesis not written, since it is the founder
 * @param parents the newest operations its author knew, sorted; none in a genesis
 * @param wallMillis for people only
 */
record Operation(
        OperationId id,
        NetworkId network,
        NodeId author,
        List<OperationId> parents,
        long wallMillis,
        Action action,
        Bytes signature) {
    /** Several nodes of one process may have the same log. */
    private static final Interner<Operation> SHARED = new Interner<>();

    static final int VERSION = 1;
    static final int MAX_PARENTS = 16;

    /** The longest encoding, in bytes. */
    static final int MAX_BYTES = Membership.MAX_STATEMENT_BYTES + 2_048;

    /** The longest encoding of anything but a statement. */
    static final int MAX_SMALL_BYTES = 3_072;

    /** Makes and signs an operation of a network that exists. */
    static Operation sign(
            CryptoSuite suite,
            SigningKey signer,
            NetworkId network,
            NodeId author,
            List<OperationId> parents,
            long wallMillis,
            Action action) {
        Bytes body = OperationCodec.body(network, author, parents, wallMillis, action);
        return new Operation(
                idOf(suite, body), network, author, parents, wallMillis, action, signer.sign(Label.OPERATION, body));
    }

    static OperationId idOf(CryptoSuite suite, Bytes body) {
        return OperationId.of(suite.hash(Label.OPERATION.bytes(), body));
    }

    Bytes body() {
        return OperationCodec.body(network, author, parents, wallMillis, action);
    }

    Bytes encode() {
        return OperationCodec.envelope(body(), signature);
    }

    /** Reads an operation. What it says about keys and signatures is not checked yet. */
    static Operation decode(CryptoSuite suite, Bytes encoded) throws MalformedException {
        return SHARED.one(OperationCodec.decode(suite, encoded));
    }

    boolean isSignedBy(CryptoSuite suite, Bytes signingKey) {
        return suite.verify(signingKey, Label.OPERATION, body(), signature);
    }

    /** Checks that the identity of whom it lets in agreed to that, and that a successor holds its keys. */
    void checkBinding(CryptoSuite suite) throws MalformedException {
        if (action instanceof Action.Genesis genesis) {
            genesis.founder().candidate().check(suite, genesis.salt());
            return;
        }
        Optional<Newcomer> newcomer = action.letIn();
        if (newcomer.isPresent()) {
            newcomer.get().candidate().check(suite, network.bytes());
        }
        if (action instanceof Action.Succeed succeed) {
            succeed.possession().check(suite, succeed.successor().candidate().keys(), network, author);
        }
    }

    /** The id says all but the signature. */
    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return action.kind() + " " + id;
    }
}
