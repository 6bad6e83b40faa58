// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.node.handshake.Door;
import io.pipes.node.handshake.Introduction;
import io.pipes.node.membership.Ledger;
import io.pipes.node.wire.Intake;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.crypto.SessionSecret;
import io.pipes.spi.node.Member;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Lets one member in: known to the ledger, or able to prove that it was added. */
final class MemberDoor implements Door {
    private final NodeParts parts;
    private final Patience patience;
    private final LinkMaker links;
    private @Nullable NodeId peer;
    private Bytes peerKey = Bytes.EMPTY;

    MemberDoor(NodeParts parts, Patience patience, LinkMaker links) {
        this.parts = parts;
        this.patience = patience;
        this.links = links;
    }

    @Override
    public NetworkId network() {
        return parts.profile().network();
    }

    @Override
    public KeyPair linkKey() {
        return parts.secrets().link();
    }

    @Override
    public Secret psk() {
        return parts.secrets().join();
    }

    @Override
    public CompletionStage<Optional<Bytes>> answer(Bytes linkKey, Bytes payload) {
        peerKey = linkKey;
        peer = recognise(linkKey, payload)
                .filter(id -> !id.equals(parts.id()) && patience.lasts(id))
                .orElse(null);
        return CompletableFuture.completedFuture(peer == null ? Optional.empty() : Optional.of(Introduction.answer()));
    }

    private Optional<NodeId> recognise(Bytes linkKey, Bytes payload) {
        Ledger ledger = parts.ledger();
        if (ledger.isRevoked(linkKey)) {
            return Optional.empty();
        }
        try {
            Introduction introduction = Introduction.decode(payload);
            Optional<Member> known = ledger.memberByLinkKey(linkKey);
            return Optional.of(
                    known.isPresent()
                            ? known.get().id()
                            : ledger.verifyProof(introduction.proof(), linkKey).id());
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    @Override
    public void entered(Intake intake, SessionSecret secret) {
        if (peer != null) {
            links.begin(peer, peerKey, intake, secret, false);
        }
    }

    @Override
    public void shut() {}
}
