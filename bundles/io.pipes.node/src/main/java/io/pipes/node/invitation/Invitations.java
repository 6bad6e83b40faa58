// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.invitation;

import io.pipes.api.network.InvitationTerms;
import io.pipes.base.Bytes;
import io.pipes.base.Clock;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.base.id.InvitationId;
import io.pipes.node.membership.Ledger;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.transport.Address;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The invitations this node has issued, kept in its store. Lives on the node's loop.
 *
 * <p>An invitation that is spent or expired is kept for a while, so that who comes with it is told so.
 */
public final class Invitations {
    private Invitations() {}

    /** Loads what is in the store. */
    public static CompletionStage<Invitations> load(
            CryptoSuite suite,
            Clock clock,
            Randomness randomness,
            PacketStore store,
            Ledger ledger,
            Secret joinSecret) {
        throw new UnsupportedOperationException();
    }

    /**
     * Makes an invitation; durable when the stage completes.
     *
     * @param addresses where this node can be reached; the first {@link Ticket#MAX_ADDRESSES} go into the ticket
     * @return fails with {@code INVALID_ARGUMENT} for terms out of bounds, {@code REFUSED} below {@code ADMIN} or for a role above one's
     *     own, {@code BUSY} when there are too many
     */
    public CompletionStage<Ticket> issue(InvitationTerms terms, List<Address> addresses) {
        throw new UnsupportedOperationException();
    }

    /** The key with which a handshake of that invitation is made; empty for one that this node does not know. Belongs to the caller. */
    public Optional<Secret> pskOf(InvitationId invitation) {
        throw new UnsupportedOperationException();
    }

    /** The same key, for the joiner. */
    public static Secret psk(CryptoSuite suite, Ticket ticket) {
        throw new UnsupportedOperationException();
    }

    /**
     * Lets a joiner in: adds it to the ledger and spends one use, in one step. The same node asking again gets the same answer.
     *
     * @param invitation with whose key the handshake was made
     * @param linkKey the joiner's link key, as the handshake has proven it
     */
    public CompletionStage<JoinAnswer> redeem(InvitationId invitation, Bytes linkKey, JoinRequest request) {
        throw new UnsupportedOperationException();
    }
}
