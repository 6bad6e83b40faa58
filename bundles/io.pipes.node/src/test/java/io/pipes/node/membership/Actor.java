// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.spi.identity.IdentityGenesis;
import io.pipes.spi.identity.LocalIdentity;
import io.pipes.testkit.time.SeededRandomness;

/** Somebody with an identity and the keys of one node. */
public final class Actor implements LocalIdentity {
    public static final CryptoSuite SUITE = new Pipes1Suite();

    public final String name;
    public final SigningKey signer;
    public final KeyPair link;
    public final SigningKey linkSigner;
    public final KeyPair box;
    private final SigningKey root;
    private final Bytes genesis;

    public Actor(String name, long seed) {
        Randomness randomness = new SeededRandomness(seed).split(name);
        this.name = name;
        root = SUITE.newSigningKey(randomness);
        signer = SUITE.newSigningKey(randomness);
        linkSigner = SUITE.newSigningKey(randomness);
        link = SUITE.linkKeyOf(linkSigner);
        box = SUITE.newBoxKey(randomness);
        genesis = new IdentityGenesis(root.publicKey(), name, Bytes.wrap(randomness.bytes(16))).encode();
    }

    private Actor(Actor same, SigningKey signer, SigningKey linkSigner, KeyPair link) {
        name = same.name;
        root = same.root;
        genesis = same.genesis;
        box = same.box;
        this.signer = signer;
        this.linkSigner = linkSigner;
        this.link = link;
    }

    /** Somebody who claims the link key of another one. */
    Actor withLinkKeyOf(Actor other) {
        return new Actor(this, signer, linkSigner, other.link);
    }

    /** Somebody who claims the signing key of another one and signs with its own. */
    Actor claimingSigningKeyOf(Actor other) {
        SigningKey own = signer;
        return new Actor(
                this,
                new SigningKey() {
                    @Override
                    public Bytes publicKey() {
                        return other.signer.publicKey();
                    }

                    @Override
                    public Secret secret() {
                        return own.secret();
                    }

                    @Override
                    public Bytes sign(Label label, Bytes message) {
                        return own.sign(label, message);
                    }
                },
                linkSigner,
                link);
    }

    /** This identity with both keys of another node. */
    Actor withKeysOf(Actor other) {
        return new Actor(this, other.signer, other.linkSigner, other.link);
    }

    /** The same identity with the fresh keys of another node. */
    public Actor onAnotherNode() {
        Randomness randomness = new SeededRandomness(99).split(name);
        return onAnotherNode(randomness);
    }

    /** The same identity with fresh keys that this name and seed decide. */
    Actor heir(String heir, long seed) {
        Randomness randomness = new SeededRandomness(seed).split(heir);
        return onAnotherNode(randomness);
    }

    private Actor onAnotherNode(Randomness randomness) {
        SigningKey freshLink = SUITE.newSigningKey(randomness);
        return new Actor(this, SUITE.newSigningKey(randomness), freshLink, SUITE.linkKeyOf(freshLink));
    }

    /** Shows that this node, which takes the place of an old one, holds its keys. */
    Possession possession(NetworkId network, NodeId old) {
        return Possession.of(keys(), network, old, signer, linkSigner);
    }

    public NodeKeys keys() {
        return new NodeKeys(signer.publicKey(), link.publicKey());
    }

    public NodeId node(NetworkId network) {
        return keys().id(SUITE, network);
    }

    public Candidate candidate(NetworkId network) {
        return Candidate.of(keys(), network, this);
    }

    public Prekey prekey(NetworkId network) {
        return Prekey.sign(network, node(network), 1, box.publicKey(), signer);
    }

    @Override
    public IdentityId id() {
        return IdentityGenesis.idOf(SUITE, genesis);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Bytes genesis() {
        return genesis;
    }

    @Override
    public Bytes sign(Label label, Bytes message) {
        return root.sign(label, message);
    }
}
