// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.node.membership.Founding;
import io.pipes.node.membership.Ledger;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.spi.identity.LocalIdentity;
import java.util.concurrent.CompletionStage;

/** Begins networks. Lives on the loop. */
final class Founder {
    private final KernelParts kernel;
    private final NodeOpening opening;

    Founder(KernelParts kernel, NodeOpening opening) {
        this.kernel = kernel;
        this.opening = opening;
    }

    CompletionStage<NodeParts> found(String name, LocalIdentity identity) {
        Surroundings around = kernel.surroundings();
        NodeSecrets secrets = NodeSecrets.random(around.suite(), around.randomness());
        SigningKey recovery = around.suite().newSigningKey(around.randomness());
        Founding founding = Founding.of(
                around.suite(),
                kernel.clock(),
                around.randomness(),
                name,
                identity,
                secrets.signing(),
                secrets.link().publicKey(),
                recovery.publicKey());
        NetworkId network = founding.network();
        NodeId id = secrets.id(around.suite(), network);
        return opening.make(
                id,
                new NodeProfile(network, identity.id()),
                secrets,
                node -> Ledger.begin(node, network, founding.genesis()),
                parts -> parts.ledger()
                        .publish(BoxKeys.FIRST, secrets.boxes().newest().publicKey())
                        .thenCompose(published -> keep(id, recovery)));
    }

    private CompletionStage<Void> keep(NodeId id, SigningKey recovery) {
        return Hop.<Void>blocking(kernel.surroundings().loops().blocking(), kernel.loop(), () -> {
            try (var secret = recovery.secret()) {
                kernel.keyring().keepRecovery(id, secret);
            }
            return null;
        });
    }
}
