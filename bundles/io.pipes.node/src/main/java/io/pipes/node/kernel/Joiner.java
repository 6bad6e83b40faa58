// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Secret;
import io.pipes.base.id.NodeId;
import io.pipes.node.handshake.Call;
import io.pipes.node.invitation.Invitations;
import io.pipes.node.invitation.JoinAnswer;
import io.pipes.node.invitation.JoinRequest;
import io.pipes.node.invitation.Ticket;
import io.pipes.node.membership.Candidate;
import io.pipes.node.membership.Ledger;
import io.pipes.node.membership.Prekey;
import io.pipes.node.wire.PrefaceKind;
import io.pipes.spi.identity.LocalIdentity;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Redeems tickets. Keys of an attempt that failed are kept in memory for the next one with the same ticket, so that an issuer which
 * has let them in already gives the same answer instead of spending another use. Lives on the loop.
 */
final class Joiner {
    private final KernelParts kernel;
    private final NodeOpening opening;
    private final Map<String, NodeSecrets> begun = new HashMap<>();

    Joiner(KernelParts kernel, NodeOpening opening) {
        this.kernel = kernel;
        this.opening = opening;
    }

    CompletionStage<NodeParts> join(Ticket ticket, LocalIdentity identity) {
        Surroundings around = kernel.surroundings();
        String attempt = ticket.invitation().text() + identity.id().text();
        NodeSecrets secrets =
                begun.computeIfAbsent(attempt, key -> NodeSecrets.random(around.suite(), around.randomness()));
        NodeId id = secrets.id(around.suite(), ticket.network());
        Secret psk = Invitations.psk(around.suite(), ticket);
        Call call = new Call(
                PrefaceKind.JOINER,
                ticket.network(),
                secrets.link(),
                ticket.issuerLinkKey(),
                psk,
                Optional.of(ticket.invitation()),
                request(ticket, identity, secrets, id).encode());
        return new JoinCall(kernel.caller(), call, ticket.addresses())
                .begin()
                .whenComplete((welcome, failure) -> psk.close())
                .thenCompose(welcome -> make(ticket, identity, secrets, id, welcome))
                .whenComplete((parts, failure) -> {
                    if (failure == null) {
                        begun.remove(attempt);
                    }
                });
    }

    private JoinRequest request(Ticket ticket, LocalIdentity identity, NodeSecrets secrets, NodeId id) {
        return new JoinRequest(
                Candidate.of(secrets.keys(), ticket.network(), identity),
                Prekey.sign(
                        ticket.network(),
                        id,
                        BoxKeys.FIRST,
                        secrets.boxes().newest().publicKey(),
                        secrets.signing()));
    }

    private CompletionStage<NodeParts> make(
            Ticket ticket, LocalIdentity identity, NodeSecrets secrets, NodeId id, JoinAnswer.Welcome welcome) {
        return opening.make(
                id,
                new NodeProfile(ticket.network(), identity.id()),
                secrets.withJoin(welcome.joinSecret()),
                node -> Ledger.begin(node, ticket.network(), welcome.genesis()),
                parts -> parts.book().told(ticket.issuer(), ticket.issuerLinkKey(), ticket.addresses()));
    }
}
