// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.id.InvitationId;
import io.pipes.base.id.NetworkId;
import io.pipes.node.handshake.Door;
import io.pipes.node.invitation.JoinAnswer;
import io.pipes.node.invitation.JoinRequest;
import io.pipes.node.wire.Intake;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.crypto.SessionSecret;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers one who holds an invitation; the connection ends with the answer, a member then calls again as one. */
final class InvitationDoor implements Door {
    private final NodeParts parts;
    private final InvitationId invitation;
    private final Secret psk;

    /** @param psk taken over */
    InvitationDoor(NodeParts parts, InvitationId invitation, Secret psk) {
        this.parts = parts;
        this.invitation = invitation;
        this.psk = psk;
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
        return psk;
    }

    @Override
    public CompletionStage<Optional<Bytes>> answer(Bytes linkKey, Bytes payload) {
        try {
            JoinRequest request = JoinRequest.decode(payload);
            return parts.invitations()
                    .redeem(invitation, linkKey, request)
                    .thenApply(JoinAnswer::encode)
                    .thenApply(Optional::of);
        } catch (MalformedException e) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    }

    @Override
    public void entered(Intake intake, SessionSecret secret) {
        secret.toInitiator().close();
        secret.toResponder().close();
        intake.ignore();
        intake.connection().close();
        shut();
    }

    @Override
    public void shut() {
        psk.close();
    }
}
