// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.node.membership.NodeKeys;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.crypto.SigningKey;
import java.util.List;
import java.util.Map;

/**
 * All secrets of one node.
 *
 * @param boxes open what was boxed to it
 * @param join the network's join secret, 32 bytes
 * @param store seals the node's store, 32 bytes
 */
record NodeSecrets(SigningKey signing, KeyPair link, BoxKeys boxes, Secret join, Secret store) {
    static final int SECRET_BYTES = 32;

    /** New keys, and a join secret for a new network; who joins one replaces it. */
    static NodeSecrets random(CryptoSuite suite, Randomness randomness) {
        return new NodeSecrets(
                suite.newSigningKey(randomness),
                suite.newLinkKey(randomness),
                BoxKeys.first(suite.newBoxKey(randomness), Map.of()),
                Secret.random(randomness, SECRET_BYTES),
                Secret.random(randomness, SECRET_BYTES));
    }

    NodeSecrets withJoin(Secret joinSecret) {
        return new NodeSecrets(signing, link, boxes, joinSecret, store);
    }

    NodeSecrets withLink(KeyPair key) {
        return new NodeSecrets(signing, key, boxes, join, store);
    }

    /** @param former of the nodes whose place this one takes, the last one first; of each the newest key first */
    NodeSecrets withFormer(Map<NodeId, List<KeyPair>> former) {
        return new NodeSecrets(signing, link, BoxKeys.first(boxes.newest(), former), join, store);
    }

    NodeKeys keys() {
        return new NodeKeys(signing.publicKey(), link.publicKey());
    }

    NodeId id(CryptoSuite suite, NetworkId network) {
        return keys().id(suite, network);
    }

    Bytes sign(Label label, Bytes message) {
        return signing.sign(label, message);
    }

    @Override
    public String toString() {
        return "NodeSecrets[***]";
    }
}
