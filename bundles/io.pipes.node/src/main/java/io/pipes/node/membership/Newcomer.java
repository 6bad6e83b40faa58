// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.identity.IdentityGenesis;

/** A candidate in its network, where it has an id. */
record Newcomer(NodeId id, Candidate candidate, IdentityId identity, String name) {
    static Newcomer of(CryptoSuite suite, NetworkId network, Candidate candidate) throws MalformedException {
        Bytes genesis = candidate.identityGenesis();
        return new Newcomer(
                candidate.keys().id(suite, network),
                candidate,
                IdentityGenesis.idOf(suite, genesis),
                IdentityGenesis.decode(genesis).name());
    }

    Bytes signingKey() {
        return candidate.keys().signingKey();
    }

    Bytes linkKey() {
        return candidate.keys().linkKey();
    }
}
